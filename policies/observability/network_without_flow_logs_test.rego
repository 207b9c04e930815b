package resilint.observability.network_without_flow_logs_test

import data.resilint.observability.network_without_flow_logs
import data.resilint.world_test as world

test_fails if {
	count(network_without_flow_logs.findings) == 1 with input as world.one("network", {"type": "aws_vpc"})
}

test_passes_what_others_own if {
	count(network_without_flow_logs.findings) == 0 with input as world.one("network", {"type": "aws_vpc", "mode": "data"})
}

test_passes if {
	count(network_without_flow_logs.findings) == 0 with input as object.union(world.of([world.resource("network", {"type": "aws_vpc"}), world.resource("log", {"address": "f", "type": "aws_flow_log"})]), {"graph": {"referrers": {"aws_thing.main": [{"address": "f"}]}}})
}
