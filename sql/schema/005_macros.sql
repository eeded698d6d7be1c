-- What several checks write or judge alike.

-- A number without the zeros that its six places bring along.
CREATE MACRO plain_number(value) AS rtrim(rtrim(CAST(CAST(value AS DECIMAL(38, 6)) AS VARCHAR), '0'), '.');

-- Whether what a figure says rests on us and not on the print: it was repaired, or the engines disagreed and no person settled it.
CREATE MACRO is_doubtful(how, agreement) AS how = 'repaired' OR (agreement = 'disagreed' AND how <> 'corrected');

-- Whether two engines read it alike, or a person put it right.
CREATE MACRO is_sure(how, agreement) AS how = 'corrected' OR (how = 'read' AND agreement = 'agreed');
