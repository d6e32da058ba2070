CREATE TABLE "notice_attachments" (
	"market_id" text NOT NULL,
	"attachment_id" text NOT NULL,
	"notice_id" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"uploaded_by" text NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notice_attachments_market_id_attachment_id_pk" PRIMARY KEY("market_id","attachment_id")
);
--> statement-breakpoint
ALTER TABLE "notice_attachments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notice_reads" (
	"market_id" text NOT NULL,
	"notice_id" text NOT NULL,
	"place" text NOT NULL,
	"business_date" date NOT NULL,
	"read_count" integer NOT NULL,
	CONSTRAINT "notice_reads_market_id_notice_id_place_business_date_pk" PRIMARY KEY("market_id","notice_id","place","business_date")
);
--> statement-breakpoint
ALTER TABLE "notice_reads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notice_showings" (
	"market_id" text NOT NULL,
	"notice_id" text NOT NULL,
	"device_code" text NOT NULL,
	"place" text NOT NULL,
	"shown_from" timestamp with time zone NOT NULL,
	"shown_until" timestamp with time zone NOT NULL,
	CONSTRAINT "notice_showings_market_id_notice_id_device_code_shown_from_pk" PRIMARY KEY("market_id","notice_id","device_code","shown_from")
);
--> statement-breakpoint
ALTER TABLE "notice_showings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "price_quotes" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"source" text NOT NULL,
	"item_name" text NOT NULL,
	"specification" text NOT NULL,
	"commodity_id" text,
	"low_fen" bigint,
	"price_fen" bigint NOT NULL,
	"high_fen" bigint,
	"price_basis" text NOT NULL,
	"import_id" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "price_quotes_market_id_source_business_date_item_name_specification_pk" PRIMARY KEY("market_id","source","business_date","item_name","specification"),
	CONSTRAINT "price_quotes__price" CHECK ("price_quotes"."price_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "price_quotes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "places" jsonb DEFAULT '["mini_program","wall","stall_screens","kiosk"]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "submitted_by" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "approved_by" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "returned_reason" text;--> statement-breakpoint
ALTER TABLE "notice_attachments" ADD CONSTRAINT "notice_attachments__of_notice" FOREIGN KEY ("market_id","notice_id") REFERENCES "public"."notices"("market_id","notice_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_quotes" ADD CONSTRAINT "price_quotes_commodity_id_commodities_commodity_id_fk" FOREIGN KEY ("commodity_id") REFERENCES "public"."commodities"("commodity_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_attachments__by_notice" ON "notice_attachments" USING btree ("market_id","notice_id");--> statement-breakpoint
CREATE INDEX "notice_showings__by_time" ON "notice_showings" USING btree ("market_id","shown_until");--> statement-breakpoint
CREATE INDEX "price_quotes__by_commodity" ON "price_quotes" USING btree ("market_id","business_date","commodity_id");--> statement-breakpoint
CREATE POLICY "notice_attachments__own_market" ON "notice_attachments" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "notice_attachments__system" ON "notice_attachments" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notice_reads__own_market" ON "notice_reads" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "notice_reads__system" ON "notice_reads" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notice_showings__own_market" ON "notice_showings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "notice_showings__system" ON "notice_showings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "price_quotes__own_market" ON "price_quotes" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "price_quotes__system" ON "price_quotes" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);