package resilint.cross_region.replication_without_versioning_test

import data.resilint.cross_region.replication_without_versioning
import data.resilint.world_test as world

test_fails if {
	count(replication_without_versioning.findings) == 1 with input as world.one("object-store", {"versioned": {"value": false, "at": ["versioned"]}, "replicas": {"value": [{"address": "b", "kind": "object-replication"}], "at": ["replicas"]}})
}

test_passes if {
	count(replication_without_versioning.findings) == 0 with input as world.one("object-store", {"versioned": {"value": true, "at": ["versioned"]}, "replicas": {"value": [{"address": "b", "kind": "object-replication"}], "at": ["replicas"]}})
}

test_is_silent_when_unknown if {
	count(replication_without_versioning.findings) == 0 with input as world.one("object-store", {"versioned": {"unknown": "a variable has no value", "at": ["versioned"]}, "replicas": {"value": [{"address": "b", "kind": "object-replication"}], "at": ["replicas"]}})
}
