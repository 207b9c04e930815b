# METADATA
# title: Load balancer can be deleted by a single call
# description: Its name and its addresses are lost with it.
# custom:
#   severity: info
#   roles: [entry]
#   objectives: [availability]
#   remediation: Set `enable_deletion_protection = true`.
#   equivalents: [CKV_AWS_150]
#   since: 0.1.0
package resilint.backup.unprotected_load_balancer

import data.resilint.lib

findings contains finding if {
	some entry in input.by_role.entry
	entry.deletion_protected.value == false
	lib.must_survive(entry, "instance")
	finding := lib.finding(entry, entry.deletion_protected, sprintf("load balancer `%s` is not protected from deletion", [entry.address]))
}
