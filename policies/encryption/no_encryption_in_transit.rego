# METADATA
# title: Data travels unencrypted
# description: Whoever can listen in the network reads and changes the data.
# custom:
#   severity: error
#   roles: [cache, database, search, stream, warehouse]
#   objectives: [encryption]
#   remediation: Require TLS.
#   equivalents: [CKV_AWS_30, CKV_AWS_31, AVD-AWS-0051, AC_AWS_0467, FG_R00105, CKV_AWS_81, AVD-AWS-0073, CKV_AWS_6, AVD-AWS-0043, AC_AWS_0468, CKV_AWS_202, CKV_AWS_239]
#   since: 0.1.0
package resilint.encryption.no_encryption_in_transit

import data.resilint.lib

findings contains finding if {
	some role in ["cache", "database", "search", "stream", "warehouse"]
	some resource in input.by_role[role]
	not resource.member_of.value
	resource.in_transit.value == false
	resource.objectives.encryption == true
	not lib.in_cluster(resource)
	finding := lib.finding(resource, resource.in_transit, sprintf("%s accepts unencrypted connections", [lib.called(resource)]))
}
