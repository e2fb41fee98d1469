"""Whoever decided an item of a copy does not release it."""

from django.db import migrations

_MAKE = """
CREATE FUNCTION sharing_released_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sharing_review_item WHERE request_id = NEW.id AND decided_by_id = NEW.released_by_id) THEN
        RAISE EXCEPTION 'whoever decided an item does not release the copy' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sharing_data_request_two_people BEFORE UPDATE ON sharing_data_request
    FOR EACH ROW WHEN (NEW.released_by_id IS DISTINCT FROM OLD.released_by_id AND NEW.released_by_id IS NOT NULL)
    EXECUTE FUNCTION sharing_released_by_another();
"""
_REMOVE = """
DROP TRIGGER sharing_data_request_two_people ON sharing_data_request;
DROP FUNCTION sharing_released_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0024_slices_may_be_emptied")]

    operations = [migrations.RunSQL(_MAKE, _REMOVE)]
