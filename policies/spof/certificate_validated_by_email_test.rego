package resilint.spof.certificate_validated_by_email_test

import data.resilint.spof.certificate_validated_by_email
import data.resilint.world_test as world

test_fails if {
	count(certificate_validated_by_email.findings) == 1 with input as world.one("identity", {"type": "aws_acm_certificate", "attributes": {"validation_method": "EMAIL"}})
}

test_passes if {
	count(certificate_validated_by_email.findings) == 0 with input as world.one("identity", {"type": "aws_acm_certificate", "attributes": {"validation_method": "DNS"}})
}
