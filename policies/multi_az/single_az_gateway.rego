# METADATA
# title: Gateway stands in a single availability zone
# description: When that zone fails, the traffic of all other zones has no way through.
# related_resources:
#   - https://docs.aws.amazon.com/network-firewall/latest/developerguide/vpc-config-subnets.html
#   - https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
# custom:
#   severity: warning
#   resource_types: [aws_networkfirewall_firewall, aws_ec2_transit_gateway_vpc_attachment, aws_vpc_endpoint, azurerm_firewall, azurerm_virtual_network_gateway]
#   objectives: [availability]
#   remediation: Give it a subnet in each zone that the network uses.
#   remedies:
#     azurerm_firewall: Name no `zones`, or two and more.
#     azurerm_virtual_network_gateway: Choose a SKU that spans zones, such as `VpnGw2AZ`.
#   since: 0.1.0
package resilint.multi_az.single_az_gateway

import data.resilint.lib

findings contains finding if {
	some type in gateways
	some gateway in input.by_type[type]
	gateway.zones.value < 2
	lib.must_survive(gateway, "az")
	finding := lib.finding(gateway, gateway.zones, sprintf("`%s` stands in one availability zone", [gateway.address]))
}

gateways := ["aws_networkfirewall_firewall", "aws_ec2_transit_gateway_vpc_attachment", "aws_vpc_endpoint", "azurerm_firewall", "azurerm_virtual_network_gateway"]
