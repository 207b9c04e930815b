# METADATA
# title: Zones share one NAT gateway
# description: When the zone of the NAT gateway fails, instances in all other zones lose their way out.
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
# custom:
#   severity: warning
#   roles: [network]
#   objectives: [availability]
#   remediation: Create a NAT gateway in each zone, and route each private subnet through the one in its own zone.
#   since: 0.1.0
package resilint.spof.single_nat_gateway

import data.resilint.lib

findings contains finding if {
	some resource in input.by_role.network
	lib.must_survive(resource, "az")
	blamed(resource)
	nat := resource.nat.value
	nat.nats > 0
	nat.nats < nat.zones_used
	finding := lib.finding(resource, resource.nat, sprintf("%s serve %s: the others lose their way out with its zone", [lib.plural(nat.nats, "NAT gateway has to", "NAT gateways have to"), lib.plural(nat.zones_used, "zone", "zones")]))
}

# The gateway itself, or the module that makes it.
blamed(resource) if contains(resource.type, "nat_gateway")

blamed(resource) if contains(resource.type, "router_nat")

blamed(resource) if resource.outside == true
