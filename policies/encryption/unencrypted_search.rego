# METADATA
# title: Search domain is not encrypted at rest
# description: The index holds a readable copy of everything that can be searched.
# custom:
#   severity: error
#   roles: [search]
#   objectives: [encryption]
#   remediation: Enable `encrypt_at_rest`.
#   equivalents: [CKV_AWS_5, AVD-AWS-0048, AC_AWS_0112]
#   since: 0.1.0
package resilint.encryption.unencrypted_search

import data.resilint.lib

findings contains finding if {
	some domain in input.by_role.search
	domain.objectives.encryption == true
	domain.encrypted.value == false
	finding := lib.finding(domain, domain.encrypted, sprintf("search domain `%s` is not encrypted at rest", [domain.address]))
}
