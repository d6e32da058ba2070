ALTER TABLE "complaints" ADD COLUMN "address_hash" text;--> statement-breakpoint
ALTER TABLE "violation_reports" ADD COLUMN "address_hash" text;