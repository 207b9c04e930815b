# METADATA
# title: Volume is in no backup plan
# description: A failed volume takes its data with it.
# custom:
#   severity: warning
#   roles: [block-storage]
#   objectives: [backup]
#   remediation: Select it in a backup plan or a snapshot lifecycle policy.
#   equivalents: [CKV2_AWS_9]
#   since: 0.1.0
package resilint.backup.volume_without_backup

import data.resilint.lib

findings contains finding if {
	some volume in input.by_role["block-storage"]
	volume.objectives.backup_days > 0
	volume.backup_plan.value == false
	finding := lib.finding(volume, volume.backup_plan, sprintf("volume `%s` is in no backup plan", [volume.address]))
}
