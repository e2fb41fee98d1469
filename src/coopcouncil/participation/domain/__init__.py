"""The engines of fair decisions: pure, exact where a comparison decides, the same for everybody who counts again."""
