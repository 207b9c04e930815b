# METADATA
# title: Load balancer stands in a single availability zone
# description: When its zone fails, nothing behind it can be reached, wherever that runs.
# related_resources:
#   - https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
# custom:
#   severity: error
#   roles: [entry]
#   objectives: [availability]
#   remediation: Give it subnets in two zones or more.
#   remedies:
#     azurerm_api_management: Choose the tier `Premium`, and no `zones` or two and more.
#     azurerm_application_gateway: Choose the tier `Standard_v2` or `WAF_v2`, and no `zones` or two and more.
#     azurerm_lb: Name no `zones` for its frontend and its public IP, or two and more.
#   since: 0.1.0
package resilint.multi_az.single_az_load_balancer

import data.resilint.lib

findings contains finding if {
	some entry in input.by_role.entry
	entry.zones.value < 2
	lib.must_survive(entry, "az")
	not lib.regional(entry)
	not spans_zones(entry)
	finding := lib.finding(entry, entry.zones, sprintf("load balancer `%s` stands in one availability zone", [entry.address]))
}

# An application load balancer is not made in fewer than two zones: subnets that are not known lie in several.
spans_zones(entry) if {
	entry.type in {"aws_alb", "aws_lb"}
	object.get(entry.attributes, "load_balancer_type", "application") == "application"
	not "load_balancer_type" in entry.unknown
	"subnets" in entry.unknown
}
