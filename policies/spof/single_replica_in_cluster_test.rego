package resilint.spof.single_replica_in_cluster_test

import data.resilint.spof.single_replica_in_cluster
import data.resilint.world_test as world

test_fails if {
	count(single_replica_in_cluster.findings) == 1 with input as world.one("compute", {"nodes": {"value": 1, "at": ["nodes"]}, "provider": "kubernetes"})
}

test_passes if {
	count(single_replica_in_cluster.findings) == 0 with input as world.one("compute", {"nodes": {"value": 2, "at": ["nodes"]}, "provider": "helm"})
}

test_passes_2 if {
	count(single_replica_in_cluster.findings) == 0 with input as world.one("compute", {"nodes": {"value": 1, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(single_replica_in_cluster.findings) == 0 with input as world.one("queue", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}, "provider": "helm"})
}
