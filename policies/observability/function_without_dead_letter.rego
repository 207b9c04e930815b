# METADATA
# title: Function drops events that fail
# description: An event that fails three times is gone without a trace. Who calls a function and waits for the answer sees that it failed; who sends it an event does not.
# custom:
#   severity: info
#   roles: [compute]
#   objectives: [rpo]
#   remediation: Add a dead-letter target or a failure destination.
#   equivalents: [CKV_AWS_116]
#   since: 0.1.0
package resilint.observability.function_without_dead_letter

import data.resilint.lib

findings contains finding if {
	some compute in input.by_role.compute
	compute.dead_letter.value == false
	finding := lib.finding(compute, compute.dead_letter, sprintf("`%s` drops events that fail", [compute.address]))
}
