-- The latest result of each of a plant's years, which lists and boards ask for, is found in the index alone.
CREATE INDEX result_latest ON result (plant, year, log_index);
DROP INDEX result_plant;
