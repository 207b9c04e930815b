# METADATA
# title: Parameter is not encrypted at rest
# description: A secret in plain text can be read by everybody who may list parameters.
# custom:
#   severity: warning
#   roles: [secret]
#   objectives: [encryption]
#   remediation: Use the type `SecureString`.
#   equivalents: [CKV2_AWS_34]
#   since: 0.1.0
package resilint.encryption.unencrypted_secret

import data.resilint.lib

findings contains finding if {
	some secret in input.by_role.secret
	secret.encrypted.value == false
	secret.objectives.encryption == true
	lib.secretive(secret)
	finding := lib.finding(secret, secret.encrypted, sprintf("parameter `%s` is not encrypted at rest", [secret.address]))
}
