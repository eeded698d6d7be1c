-- The dictionary: every column of every table and view, Chinese | English. 数据字典。
SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index;
