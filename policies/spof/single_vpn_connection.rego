# METADATA
# title: Private link has one VPN connection
# description: "The two tunnels of one VPN connection end at one customer gateway: when that device fails, both are down."
# related_resources:
#   - https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-redundant-connection.html
# custom:
#   severity: warning
#   resource_types: [aws_vpn_connection]
#   objectives: [availability]
#   remediation: Add a second VPN connection to another customer gateway.
#   since: 0.1.0
package resilint.spof.single_vpn_connection

import data.resilint.lib

findings contains finding if {
	some connection in input.by_type.aws_vpn_connection
	lib.must_survive(connection, "instance")
	count({gateway | some other in input.by_type.aws_vpn_connection; gateway := peer(other)}) < 2
	finding := lib.at(connection, ["customer_gateway_id"], sprintf("`%s` is the only VPN connection, and ends at one customer gateway", [connection.address]))
}

peer(connection) := gateway if {
	some edge in input.graph.references[connection.address]
	edge.at == ["customer_gateway_id"]
	gateway := edge.address
} else := connection.attributes.customer_gateway_id
