package resilint.spof.single_node_database_test

import data.resilint.spof.single_node_database
import data.resilint.world_test as world

test_fails if {
	count(single_node_database.findings) == 1 with input as world.one("database", {"type": "aws_rds_cluster", "nodes": {"value": 1, "at": ["nodes"]}})
}

test_passes if {
	count(single_node_database.findings) == 0 with input as world.one("database", {"type": "aws_rds_cluster", "nodes": {"value": 2, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_node_database.findings) == 0 with input as world.one("database", {"type": "aws_rds_cluster", "nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}

test_passes_2 if {
	count(single_node_database.findings) == 0 with input as world.one("database", {"nodes": {"value": 1, "at": ["nodes"]}, "type": "aws_db_instance"})
}
