PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE pat_demog (id int, patient_name varchar(60), ssn varchar(11), birth_date date, mrn varchar(12),
  home_phone varchar(20), note varchar(80));
INSERT INTO pat_demog VALUES(1,'Quenby, Marlow','536-90-4399','1961-03-14','48812345','(617) 736-5000','said ''call; later''');
INSERT INTO pat_demog VALUES(2,'N.N.',NULL,NULL,NULL,NULL,'');
COMMIT;
