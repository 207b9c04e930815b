# METADATA
# title: Backup is not encrypted at rest
# description: A backup holds everything the original holds.
# custom:
#   severity: error
#   roles: [backup]
#   resource_types: [aws_ami_copy]
#   objectives: [encryption]
#   remediation: "Encrypt the copy: set `encrypted = true`."
#   equivalents: [CKV_AWS_183, CKV_AWS_266, CKV_AWS_166, CKV_AWS_235]
#   since: 0.1.0
package resilint.encryption.unencrypted_snapshot

import data.resilint.lib

findings contains finding if {
	some resource in input.by_role.backup
	resource.objectives.encryption == true
	resource.encrypted.value == false
	finding := lib.finding(resource, resource.encrypted, sprintf("backup `%s` is not encrypted at rest", [resource.address]))
}

findings contains finding if {
	some image in input.by_type.aws_ami_copy
	image.objectives.encryption == true
	image.encrypted.value == false
	finding := lib.finding(image, image.encrypted, sprintf("image `%s` is not encrypted at rest", [image.address]))
}
