variable "multi_az" {
  type    = bool
  default = true
}

resource "aws_db_instance" "this" {
  identifier              = "orders"
  engine                  = "postgres"
  instance_class          = "db.t4g.medium"
  allocated_storage       = 50
  username                = "app"
  password                = "change-me-later"
  multi_az                = var.multi_az
  storage_encrypted       = true
  backup_retention_period = 14
  deletion_protection     = true
}

output "address" {
  value = aws_db_instance.this.address
}
