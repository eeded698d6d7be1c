-- How this file came about.

CREATE TABLE runs (
    run_id VARCHAR NOT NULL, started_at TIMESTAMP, finished_at TIMESTAMP, as_of_on DATE, resumes VARCHAR, counts VARCHAR
);
COMMENT ON TABLE runs IS '各次运行 | Runs';
COMMENT ON COLUMN runs.run_id IS '运行标识 | Run';
COMMENT ON COLUMN runs.started_at IS '开始时刻（UTC） | Started, UTC';
COMMENT ON COLUMN runs.finished_at IS '结束时刻（UTC）；空为未完成，或者即构建本库的那次运行（见 meta.run_id：建库在其结束之前） | Finished, UTC; NULL if it did not finish, or is the run that built this file (meta.run_id), which finishes after building';
COMMENT ON COLUMN runs.as_of_on IS '运行所据之日 | The day it ran for';
COMMENT ON COLUMN runs.resumes IS '所接续的运行 | The run it resumed';
COMMENT ON COLUMN runs.counts IS '各项计数（JSON）；随结束时刻一并记录，故构建本库的那次运行为空 | Counts, as JSON; recorded on finishing, so NULL for the run that built this file';

CREATE TABLE meta (
    contract_version VARCHAR NOT NULL, build_id VARCHAR NOT NULL, built_at TIMESTAMP NOT NULL, as_of_on DATE NOT NULL, software_version VARCHAR NOT NULL,
    inputs_hash VARCHAR NOT NULL, run_id VARCHAR NOT NULL, reading_fingerprint VARCHAR
);
COMMENT ON TABLE meta IS '本库的构建信息，仅一行 | About this build, one row';
COMMENT ON COLUMN meta.contract_version IS '结构约定的版本 | Version of the contract';
COMMENT ON COLUMN meta.build_id IS '构建标识；输入相同则相同 | Build; the same inputs give the same';
COMMENT ON COLUMN meta.built_at IS '构建时刻（UTC） | Built, UTC';
COMMENT ON COLUMN meta.as_of_on IS '截至日期，本库唯一的“今天” | The only clock: the day this build looks from';
COMMENT ON COLUMN meta.software_version IS '软件版本 | Software version';
COMMENT ON COLUMN meta.inputs_hash IS '输入的指纹 | Hash of the inputs';
COMMENT ON COLUMN meta.run_id IS '构建它的运行 | Run that built it';
COMMENT ON COLUMN meta.reading_fingerprint IS '当前读取程序的指纹 | Fingerprint of the readers in force';
