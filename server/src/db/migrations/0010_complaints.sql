CREATE TABLE "calendar_years" (
	"market_id" text NOT NULL,
	"year" integer NOT NULL,
	"source" text NOT NULL,
	"holidays" jsonb NOT NULL,
	"workdays" jsonb NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "calendar_years_market_id_year_pk" PRIMARY KEY("market_id","year")
);
--> statement-breakpoint
ALTER TABLE "calendar_years" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "case_clocks" (
	"market_id" text NOT NULL,
	"case_id" text NOT NULL,
	"clock_id" text NOT NULL,
	"merchant_id" text,
	"started_on" date NOT NULL,
	"due_on" date NOT NULL,
	"certain" boolean NOT NULL,
	"days" integer NOT NULL,
	"unit" text NOT NULL,
	"source" text NOT NULL,
	"mark" text NOT NULL,
	"paused_days" integer DEFAULT 0 NOT NULL,
	"paused_on" date,
	"done_at" timestamp with time zone,
	"escalated_at" timestamp with time zone,
	CONSTRAINT "case_clocks_market_id_case_id_clock_id_pk" PRIMARY KEY("market_id","case_id","clock_id")
);
--> statement-breakpoint
ALTER TABLE "case_clocks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "case_moves" (
	"market_id" text NOT NULL,
	"case_id" text NOT NULL,
	"move_no" integer NOT NULL,
	"merchant_id" text,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"by_party" text NOT NULL,
	"by_name" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"note" text,
	CONSTRAINT "case_moves_market_id_case_id_move_no_pk" PRIMARY KEY("market_id","case_id","move_no")
);
--> statement-breakpoint
ALTER TABLE "case_moves" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "case_photos" (
	"market_id" text NOT NULL,
	"photo_id" text NOT NULL,
	"case_id" text,
	"merchant_id" text,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"address_hash" text NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "case_photos_market_id_photo_id_pk" PRIMARY KEY("market_id","photo_id")
);
--> statement-breakpoint
ALTER TABLE "case_photos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "complaints" (
	"market_id" text NOT NULL,
	"complaint_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"channel" text NOT NULL,
	"category" text NOT NULL,
	"description" text NOT NULL,
	"wants" text,
	"stall_id" text,
	"merchant_id" text,
	"sale_id" text,
	"stall_order_id" text,
	"reweigh_id" text,
	"shopper_id" text,
	"contact_name_encrypted" text,
	"phone_encrypted" text,
	"phone_masked" text,
	"phone_hash" text,
	"state" text NOT NULL,
	"step" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"handed_over_at" timestamp with time zone,
	"outcome" text,
	"upheld" boolean DEFAULT false NOT NULL,
	"escalation" integer DEFAULT 0 NOT NULL,
	"limit_flags" jsonb NOT NULL,
	CONSTRAINT "complaints_market_id_complaint_id_pk" PRIMARY KEY("market_id","complaint_id"),
	CONSTRAINT "complaints__code" UNIQUE("market_id","code_hash")
);
--> statement-breakpoint
ALTER TABLE "complaints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credit_appeals" (
	"market_id" text NOT NULL,
	"appeal_id" text NOT NULL,
	"credit_event_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"decision" text,
	"opened_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	CONSTRAINT "credit_appeals_market_id_appeal_id_pk" PRIMARY KEY("market_id","appeal_id"),
	CONSTRAINT "credit_appeals__event" UNIQUE("market_id","credit_event_id")
);
--> statement-breakpoint
ALTER TABLE "credit_appeals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credit_events" (
	"market_id" text NOT NULL,
	"credit_event_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"kind" text NOT NULL,
	"points" numeric(6, 2) NOT NULL,
	"occurred_on" date NOT NULL,
	"source_id" text NOT NULL,
	"reason" text NOT NULL,
	"corrects" text,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "credit_events_market_id_credit_event_id_pk" PRIMARY KEY("market_id","credit_event_id"),
	CONSTRAINT "credit_events__source" UNIQUE("market_id","kind","source_id"),
	CONSTRAINT "credit_events__corrects" UNIQUE("market_id","corrects")
);
--> statement-breakpoint
ALTER TABLE "credit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "ratings" (
	"market_id" text NOT NULL,
	"rating_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text,
	"sale_id" text,
	"stall_order_id" text,
	"stars" integer NOT NULL,
	"comment" text,
	"reply" text,
	"replied_at" timestamp with time zone,
	"rated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ratings_market_id_rating_id_pk" PRIMARY KEY("market_id","rating_id"),
	CONSTRAINT "ratings__sale" UNIQUE("market_id","sale_id"),
	CONSTRAINT "ratings__order" UNIQUE("market_id","stall_order_id"),
	CONSTRAINT "ratings__stars" CHECK ("ratings"."stars" between 1 and 5),
	CONSTRAINT "ratings__basis" CHECK (("ratings"."sale_id" is null) <> ("ratings"."stall_order_id" is null))
);
--> statement-breakpoint
ALTER TABLE "ratings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reweighs" (
	"market_id" text NOT NULL,
	"reweigh_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text,
	"sale_id" text,
	"stall_order_id" text,
	"line_no" integer NOT NULL,
	"commodity_name" text NOT NULL,
	"settled_grams" integer NOT NULL,
	"measured_grams" integer NOT NULL,
	"tolerance_class" text NOT NULL,
	"tolerance_grams" integer,
	"tolerance_source" text NOT NULL,
	"tolerance_mark" text NOT NULL,
	"verdict" text,
	"device_id" text,
	"weighed_by" text NOT NULL,
	"weighed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reweighs_market_id_reweigh_id_pk" PRIMARY KEY("market_id","reweigh_id")
);
--> statement-breakpoint
ALTER TABLE "reweighs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "service_rules" (
	"market_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"effective_from" date NOT NULL,
	"value" jsonb NOT NULL,
	"source" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "service_rules_market_id_rule_id_effective_from_pk" PRIMARY KEY("market_id","rule_id","effective_from")
);
--> statement-breakpoint
ALTER TABLE "service_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "violation_reports" (
	"market_id" text NOT NULL,
	"report_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"channel" text NOT NULL,
	"category" text NOT NULL,
	"description" text NOT NULL,
	"stall_id" text,
	"subject_merchant_id" text,
	"contact_name_encrypted" text,
	"phone_encrypted" text,
	"phone_hash" text,
	"state" text NOT NULL,
	"finding" text,
	"received_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"escalation" integer DEFAULT 0 NOT NULL,
	"limit_flags" jsonb NOT NULL,
	"merchant_id" text,
	CONSTRAINT "violation_reports_market_id_report_id_pk" PRIMARY KEY("market_id","report_id"),
	CONSTRAINT "violation_reports__code" UNIQUE("market_id","code_hash"),
	CONSTRAINT "violation_reports__no_merchant" CHECK ("violation_reports"."merchant_id" is null)
);
--> statement-breakpoint
ALTER TABLE "violation_reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inspection_findings" (
	"market_id" text NOT NULL,
	"finding_id" text NOT NULL,
	"inspection_id" text NOT NULL,
	"item_id" text NOT NULL,
	"item_text" text NOT NULL,
	"stall_id" text,
	"merchant_id" text,
	"severity" text NOT NULL,
	"note" text NOT NULL,
	"photo_ids" jsonb NOT NULL,
	"state" text NOT NULL,
	"due_on" date NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"rectified_at" timestamp with time zone,
	"rectification" text,
	"rechecked_at" timestamp with time zone,
	"recheck_note" text,
	"rechecks" integer DEFAULT 0 NOT NULL,
	"escalated_at" timestamp with time zone,
	"penalty_notice_id" text,
	CONSTRAINT "inspection_findings_market_id_finding_id_pk" PRIMARY KEY("market_id","finding_id")
);
--> statement-breakpoint
ALTER TABLE "inspection_findings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inspection_templates" (
	"market_id" text NOT NULL,
	"template_id" text NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"items" jsonb NOT NULL,
	"every_days" integer NOT NULL,
	"retired" boolean DEFAULT false NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "inspection_templates_market_id_template_id_version_pk" PRIMARY KEY("market_id","template_id","version")
);
--> statement-breakpoint
ALTER TABLE "inspection_templates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "inspections" (
	"market_id" text NOT NULL,
	"inspection_id" text NOT NULL,
	"template_id" text NOT NULL,
	"template_version" integer NOT NULL,
	"draft_key" text NOT NULL,
	"body_hash" text NOT NULL,
	"inspector_id" text NOT NULL,
	"inspector_name" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"stall_ids" jsonb NOT NULL,
	"item_count" integer NOT NULL,
	"note" text,
	CONSTRAINT "inspections_market_id_inspection_id_pk" PRIMARY KEY("market_id","inspection_id"),
	CONSTRAINT "inspections__draft" UNIQUE("market_id","inspector_id","draft_key"),
	CONSTRAINT "inspections__times" CHECK ("inspections"."finished_at" >= "inspections"."started_at")
);
--> statement-breakpoint
ALTER TABLE "inspections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "metrology_checks" (
	"market_id" text NOT NULL,
	"metrology_check_id" text NOT NULL,
	"scale_code" text NOT NULL,
	"device_id" text,
	"stall_id" text,
	"merchant_id" text,
	"fair_scale" boolean NOT NULL,
	"checked_on" date NOT NULL,
	"valid_to" date NOT NULL,
	"institute" text NOT NULL,
	"certificate_number" text NOT NULL,
	"result" text NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "metrology_checks_market_id_metrology_check_id_pk" PRIMARY KEY("market_id","metrology_check_id"),
	CONSTRAINT "metrology_checks__certificate" UNIQUE("market_id","scale_code","certificate_number"),
	CONSTRAINT "metrology_checks__dates" CHECK ("metrology_checks"."valid_to" >= "metrology_checks"."checked_on")
);
--> statement-breakpoint
ALTER TABLE "metrology_checks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "credit_appeals" ADD CONSTRAINT "credit_appeals__of_event" FOREIGN KEY ("market_id","credit_event_id") REFERENCES "public"."credit_events"("market_id","credit_event_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_findings" ADD CONSTRAINT "inspection_findings__round" FOREIGN KEY ("market_id","inspection_id") REFERENCES "public"."inspections"("market_id","inspection_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_clocks__running" ON "case_clocks" USING btree ("market_id","due_on") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "case_photos__by_case" ON "case_photos" USING btree ("market_id","case_id");--> statement-breakpoint
CREATE INDEX "case_photos__untaken" ON "case_photos" USING btree ("market_id","address_hash","uploaded_at") WHERE case_id is null;--> statement-breakpoint
CREATE INDEX "complaints__open" ON "complaints" USING btree ("market_id","state","received_at");--> statement-breakpoint
CREATE INDEX "complaints__by_phone" ON "complaints" USING btree ("market_id","phone_hash","received_at");--> statement-breakpoint
CREATE INDEX "complaints__by_merchant" ON "complaints" USING btree ("market_id","merchant_id","received_at");--> statement-breakpoint
CREATE INDEX "complaints__by_sale" ON "complaints" USING btree ("market_id","sale_id");--> statement-breakpoint
CREATE INDEX "complaints__by_order" ON "complaints" USING btree ("market_id","stall_order_id");--> statement-breakpoint
CREATE INDEX "credit_events__by_merchant" ON "credit_events" USING btree ("market_id","merchant_id","occurred_on");--> statement-breakpoint
CREATE INDEX "ratings__by_stall" ON "ratings" USING btree ("market_id","stall_id","rated_at");--> statement-breakpoint
CREATE INDEX "reweighs__by_time" ON "reweighs" USING btree ("market_id","weighed_at");--> statement-breakpoint
CREATE INDEX "violation_reports__open" ON "violation_reports" USING btree ("market_id","state","received_at");--> statement-breakpoint
CREATE INDEX "violation_reports__by_phone" ON "violation_reports" USING btree ("market_id","phone_hash","received_at");--> statement-breakpoint
CREATE INDEX "inspection_findings__open" ON "inspection_findings" USING btree ("market_id","state","due_on");--> statement-breakpoint
CREATE INDEX "inspections__by_time" ON "inspections" USING btree ("market_id","finished_at");--> statement-breakpoint
CREATE INDEX "metrology_checks__by_scale" ON "metrology_checks" USING btree ("market_id","scale_code","checked_on");--> statement-breakpoint
CREATE POLICY "calendar_years__own_market" ON "calendar_years" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "calendar_years__system" ON "calendar_years" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "case_clocks__own_market" ON "case_clocks" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "case_clocks__system" ON "case_clocks" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "case_clocks__own_merchant" ON "case_clocks" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "case_clocks"."merchant_id"));--> statement-breakpoint
CREATE POLICY "case_moves__own_market" ON "case_moves" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "case_moves__system" ON "case_moves" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "case_moves__own_merchant" ON "case_moves" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "case_moves"."merchant_id"));--> statement-breakpoint
CREATE POLICY "case_photos__own_market" ON "case_photos" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "case_photos__system" ON "case_photos" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "case_photos__own_merchant" ON "case_photos" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "case_photos"."merchant_id"));--> statement-breakpoint
CREATE POLICY "complaints__own_market" ON "complaints" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "complaints__system" ON "complaints" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "complaints__own_merchant" ON "complaints" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "complaints"."merchant_id"));--> statement-breakpoint
CREATE POLICY "credit_appeals__own_market" ON "credit_appeals" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "credit_appeals__system" ON "credit_appeals" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "credit_appeals__own_merchant" ON "credit_appeals" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "credit_appeals"."merchant_id"));--> statement-breakpoint
CREATE POLICY "credit_events__own_market" ON "credit_events" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "credit_events__system" ON "credit_events" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "credit_events__own_merchant" ON "credit_events" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "credit_events"."merchant_id"));--> statement-breakpoint
CREATE POLICY "ratings__own_market" ON "ratings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "ratings__system" ON "ratings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "ratings__own_merchant" ON "ratings" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "ratings"."merchant_id"));--> statement-breakpoint
CREATE POLICY "reweighs__own_market" ON "reweighs" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "reweighs__system" ON "reweighs" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "reweighs__own_merchant" ON "reweighs" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "reweighs"."merchant_id"));--> statement-breakpoint
CREATE POLICY "service_rules__own_market" ON "service_rules" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "service_rules__system" ON "service_rules" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "violation_reports__own_market" ON "violation_reports" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "violation_reports__system" ON "violation_reports" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "violation_reports__own_merchant" ON "violation_reports" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "violation_reports"."merchant_id"));--> statement-breakpoint
CREATE POLICY "inspection_findings__own_market" ON "inspection_findings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "inspection_findings__system" ON "inspection_findings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "inspection_findings__own_merchant" ON "inspection_findings" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "inspection_findings"."merchant_id"));--> statement-breakpoint
CREATE POLICY "inspection_templates__own_market" ON "inspection_templates" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "inspection_templates__system" ON "inspection_templates" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "inspections__own_market" ON "inspections" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "inspections__system" ON "inspections" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "metrology_checks__own_market" ON "metrology_checks" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "metrology_checks__system" ON "metrology_checks" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "metrology_checks__own_merchant" ON "metrology_checks" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "metrology_checks"."merchant_id"));