"""`/api/v1/`: life events for anybody; submissions and drafts for the software of organisations that help residents."""
