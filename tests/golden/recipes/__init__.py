"""Golden cases as recipes: a made-up report with one quirk of real ones, whose truth is known before it is written."""
