# METADATA
# title: Secret is not replicated to another region
# description: After the loss of the region, services in the other one start without their credentials.
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/create-manage-multi-region-secrets.html
# custom:
#   severity: warning
#   roles: [secret]
#   objectives: [rpo, rto]
#   remediation: Add a `replica` block for each active region.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_secret

import data.resilint.lib

findings contains finding if {
	some secret in input.by_role.secret
	not secret.replica_of.value
	not secret.member_of.value
	lib.must_survive(secret, "region")
	count(secret.replicas.value) == 0
	finding := lib.finding(secret, secret.replicas, sprintf("secret `%s` has no replica in another region", [secret.address]))
}
