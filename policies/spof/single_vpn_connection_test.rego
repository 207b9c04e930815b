package resilint.spof.single_vpn_connection_test

import data.resilint.spof.single_vpn_connection
import data.resilint.world_test as world

test_fails if {
	count(single_vpn_connection.findings) == 1 with input as world.one("network", {"type": "aws_vpn_connection", "attributes": {"customer_gateway_id": "a"}})
}

test_passes if {
	count(single_vpn_connection.findings) == 0 with input as world.of([world.resource("network", {"type": "aws_vpn_connection", "attributes": {"customer_gateway_id": "a"}}), world.resource("network", {"address": "aws_vpn_connection.b", "type": "aws_vpn_connection", "attributes": {"customer_gateway_id": "b"}})])
}
