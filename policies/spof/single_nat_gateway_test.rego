package resilint.spof.single_nat_gateway_test

import data.resilint.spof.single_nat_gateway
import data.resilint.world_test as world

test_fails if {
	count(single_nat_gateway.findings) == 1 with input as world.one("network", {"type": "aws_nat_gateway", "nat": {"value": {"nats": 1, "zones_used": 3}, "at": ["nat"]}})
}

test_passes if {
	count(single_nat_gateway.findings) == 0 with input as world.one("network", {"type": "aws_nat_gateway", "nat": {"value": {"nats": 3, "zones_used": 3}, "at": ["nat"]}})
}

test_passes_2 if {
	count(single_nat_gateway.findings) == 0 with input as world.one("network", {"type": "aws_vpc", "nat": {"value": {"nats": 1, "zones_used": 3}, "at": ["nat"]}})
}

test_is_silent_when_unknown if {
	count(single_nat_gateway.findings) == 0 with input as world.one("network", {"type": "aws_nat_gateway", "nat": {"unknown": "a variable has no value", "at": ["nat"]}})
}
