# METADATA
# title: Compute group on the way of requests runs on spot capacity only
# description: Spot capacity can be taken back everywhere at once, at two minutes notice.
# custom:
#   severity: warning
#   roles: [compute]
#   objectives: [availability]
#   remediation: Keep a base of on-demand capacity.
#   since: 0.1.0
package resilint.spof.spot_only_compute

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.spot_only.value == true
	lib.must_survive(compute, "instance")
	lib.on_path(compute)
	finding := lib.finding(compute, compute.spot_only, sprintf("compute group `%s` has spot capacity only", [compute.address]))
}
