package resilint.multi_az.single_az_database_test

import data.resilint.multi_az.single_az_database
import data.resilint.world_test as world

test_fails if {
	count(single_az_database.findings) == 1 with input as world.one("database", {"zones": {"value": 1, "at": ["zones"]}})
}

test_passes if {
	count(single_az_database.findings) == 0 with input as world.one("database", {"zones": {"value": 2, "at": ["zones"]}})
}

test_is_silent_when_unknown if {
	count(single_az_database.findings) == 0 with input as world.one("database", {"zones": {"unknown": "a variable has no value", "at": ["zones"]}})
}

test_passes_2 if {
	count(single_az_database.findings) == 0 with input as world.one("database", {"zones": {"value": 1, "at": ["zones"]}, "replica_of": {"value": "aws_db_instance.a", "at": ["replica_of"]}})
}

test_passes_3 if {
	count(single_az_database.findings) == 0 with input as world.one("database", {"zones": {"value": 1, "at": ["zones"]}, "member_of": {"value": "aws_rds_cluster.a", "at": ["member_of"]}})
}

test_passes_4 if {
	count(single_az_database.findings) == 0 with input as world.one("database", {"zones": {"value": 1, "at": ["zones"]}, "objectives": {"survive": "instance"}})
}
