# METADATA
# title: Backup is not encrypted at rest
# description: A backup holds everything the original holds.
# custom:
#   severity: error
#   roles: [backup]
#   objectives: [encryption]
#   remediation: "Encrypt the copy: set `encrypted = true`."
#   equivalents: [CKV_AWS_183, CKV_AWS_266, CKV_AWS_166]
#   since: 0.1.0
package resilint.encryption.unencrypted_snapshot

import data.resilint.lib

findings contains finding if {
	some resource in input.by_role.backup
	resource.objectives.encryption == true
	resource.encrypted.value == false
	finding := lib.finding(resource, resource.encrypted, sprintf("backup `%s` is not encrypted at rest", [resource.address]))
}
