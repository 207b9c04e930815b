# METADATA
# title: Object store is not encrypted at rest
# description: Whoever gets at the disks reads the objects.
# custom:
#   severity: error
#   roles: [object-store]
#   objectives: [encryption]
#   remediation: Configure server-side encryption.
#   equivalents: [CKV_AWS_19, AVD-AWS-0088, FG_R00099]
#   since: 0.1.0
package resilint.encryption.unencrypted_object_store

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	store.objectives.encryption == true
	store.encrypted.value == false
	finding := lib.finding(store, store.encrypted, sprintf("object store `%s` is not encrypted at rest", [store.address]))
}
