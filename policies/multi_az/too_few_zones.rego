# METADATA
# title: Service spans fewer zones than the objective asks for
# description: With fewer zones, the loss of one takes more of the capacity than was planned for.
# custom:
#   severity: warning
#   roles: [compute, entry, search]
#   objectives: [availability]
#   remediation: Add subnets in further zones.
#   since: 0.1.0
package resilint.multi_az.too_few_zones

import data.resilint.lib

findings contains finding if {
	some role in ["compute", "entry", "search"]
	some resource in input.by_role[role]
	not lib.only_one(resource.zones)
	resource.zones.value < resource.objectives.min_zones
	lib.must_survive(resource, "az")
	lib.on_path(resource)
	not lib.regional(resource)
	finding := lib.finding(resource, resource.zones, sprintf("%s spans %v zones, the objective is %d", [lib.called(resource), lib.amount(resource.zones), resource.objectives.min_zones]))
}
