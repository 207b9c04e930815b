# METADATA
# title: Accelerator has endpoints in one region only
# description: An accelerator moves traffic between regions, if there is a second one to move it to.
# custom:
#   severity: warning
#   resource_types: [aws_globalaccelerator_accelerator]
#   objectives: [rto]
#   remediation: Add an endpoint group in another region.
#   since: 0.1.0
package resilint.cross_region.accelerator_in_one_region

import data.resilint.lib

findings contains finding if {
	some accelerator in input.by_type.aws_globalaccelerator_accelerator
	lib.must_survive(accelerator, "region")
	groups := input.by_type.aws_globalaccelerator_endpoint_group
	count(groups) > 0
	every group in groups {
		group.region.value
	}
	count({group.region.value | some group in groups}) < 2
	finding := lib.with_related(
		lib.at(accelerator, [], sprintf("`%s` has endpoints in `%s` only", [accelerator.address, groups[0].region.value])),
		[{"address": groups[0].address, "at": [], "message": "its endpoints"}],
	)
}
