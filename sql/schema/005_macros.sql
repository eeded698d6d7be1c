-- What several checks write or judge alike.

-- A number without the zeros that its six places bring along.
CREATE MACRO plain_number(value) AS rtrim(rtrim(CAST(CAST(value AS DECIMAL(38, 6)) AS VARCHAR), '0'), '.');

-- Whether what a figure says rests on us and not on the print: it was repaired, or the engines disagreed and no person settled it.
CREATE MACRO is_doubtful(how, agreement) AS how = 'repaired' OR (agreement = 'disagreed' AND how <> 'corrected');

-- Whether an organ was in being at the end of a reporting year; bounds that are not known do not bound.
CREATE MACRO in_being(valid_from, valid_to, of_year) AS
    coalesce(valid_from <= make_date(of_year, 12, 31), true) AND coalesce(make_date(of_year, 12, 31) <= valid_to, true);

-- Whether two engines read it alike, or a person put it right.
CREATE MACRO is_sure(how, agreement) AS how = 'corrected' OR (how = 'read' AND agreement = 'agreed');

-- What the collecting wrote of an attempt: that the report there is gone, that nothing leads there any more, that a page carries its report as a file.
CREATE MACRO says_withdrawn(note) AS coalesce(starts_with(note, 'withdrawn: '), false);
CREATE MACRO says_unlisted(note) AS coalesce(contains(note, 'no longer on its list'), false);
CREATE MACRO says_attached(note) AS coalesce(contains(note, 'files attached: '), false);

-- A text without blanks of any kind, of which portals change the number at every redrawing of a page.
CREATE MACRO without_blanks(words) AS regexp_replace(coalesce(words, ''), '[\s\p{Z}\x{200B}\x{FEFF}]+', '', 'g');
