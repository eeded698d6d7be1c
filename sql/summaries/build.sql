-- The build a summary is made from: one row.
SELECT build_id, built_at, as_of_on, software_version FROM meta;
