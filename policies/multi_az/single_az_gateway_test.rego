package resilint.multi_az.single_az_gateway_test

import data.resilint.multi_az.single_az_gateway
import data.resilint.world_test as world

firewall(zones) := world.of([world.resource("network", {"address": "aws_networkfirewall_firewall.a", "type": "aws_networkfirewall_firewall", "zones": zones})])

test_fails if {
	count(single_az_gateway.findings) == 1 with input as firewall({"value": 1, "at": ["subnet_mapping"]})
}

test_passes if {
	count(single_az_gateway.findings) == 0 with input as firewall({"value": 2, "at": ["subnet_mapping"]})
}

test_is_silent_when_unknown if {
	count(single_az_gateway.findings) == 0 with input as firewall({"unknown": "a variable has no value", "at": ["subnet_mapping"]})
}
