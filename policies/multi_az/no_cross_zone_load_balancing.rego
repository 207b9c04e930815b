# METADATA
# title: Load balancer does not balance across zones
# description: "Each zone serves what arrives in it: after losses, few targets in one zone get as much as many in another."
# custom:
#   severity: warning
#   roles: [entry]
#   objectives: [availability]
#   remediation: Enable cross-zone load balancing.
#   equivalents: [CKV_AWS_152, CKV_AWS_138, FG_R00043]
#   since: 0.1.0
package resilint.multi_az.no_cross_zone_load_balancing

import data.resilint.lib

findings contains finding if {
	some entry in input.by_role.entry
	lib.must_survive(entry, "az")
	not beside_the_point(entry)
	entry.cross_zone.value == false
	finding := lib.finding(entry, entry.cross_zone, sprintf("load balancer `%s` does not balance across zones", [entry.address]))
}

# It stands in one zone, and that is found already; unless somebody wrote that targets in other zones get nothing.
beside_the_point(entry) if {
	entry.zones.value < 2
	entry.cross_zone.default == true
}
