# METADATA
# title: Volume is not encrypted at rest
# description: Whoever gets at the disk or a snapshot reads the data.
# custom:
#   severity: error
#   roles: [block-storage]
#   resource_types: [aws_ebs_encryption_by_default]
#   objectives: [encryption]
#   remediation: Set `encrypted = true`.
#   equivalents: [CKV2_AWS_2, CKV_AWS_3, AVD-AWS-0026, AC_AWS_0460, FG_R00016, CKV_AWS_106, AC_AWS_0079]
#   since: 0.1.0
package resilint.encryption.unencrypted_volume

import data.resilint.lib

findings contains finding if {
	some volume in input.by_role["block-storage"]
	volume.objectives.encryption == true
	not lib.volumes_encrypted_by_default
	volume.encrypted.value == false
	finding := lib.finding(volume, volume.encrypted, sprintf("volume `%s` is not encrypted at rest", [volume.address]))
}

# The account encrypts every new volume.
findings contains finding if {
	some setting in input.by_type.aws_ebs_encryption_by_default
	setting.objectives.encryption == true
	setting.encrypted.value == false
	finding := lib.finding(setting, setting.encrypted, "new volumes of the account are not encrypted unless each asks for it")
}
