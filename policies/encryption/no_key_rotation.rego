# METADATA
# title: Key is never rotated
# description: A key that leaks once opens everything that was ever encrypted with it.
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   severity: warning
#   roles: [key]
#   objectives: [encryption]
#   remediation: Set `enable_key_rotation = true`.
#   remedies:
#     google_kms_crypto_key: Set `rotation_period`, such as `7776000s` for 90 days.
#     azurerm_key_vault_key: Add a `rotation_policy`.
#   equivalents: [CKV_AWS_7, AVD-AWS-0065, AC_AWS_0160, FG_R00036, CKV_GCP_43, AVD-GCP-0065, AC_GCP_0011, AC_GCP_0012, FG_R00378]
#   since: 0.1.0
package resilint.encryption.no_key_rotation

import data.resilint.lib

findings contains finding if {
	some key in input.by_role.key
	not key.replica_of.value
	key.key_rotation.value == false
	finding := lib.finding(key, key.key_rotation, sprintf("key `%s` is not rotated", [key.address]))
}
