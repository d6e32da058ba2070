CREATE TABLE "assessment_snapshots" (
	"market_id" text NOT NULL,
	"snapshot_id" text NOT NULL,
	"rubric_id" text NOT NULL,
	"rubric_version" text NOT NULL,
	"engine_version" text NOT NULL,
	"business_date" date NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"taken_by" text NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"max" double precision NOT NULL,
	"coverage_share" double precision NOT NULL,
	"facts_gzip" "bytea" NOT NULL,
	"assessment_gzip" "bytea" NOT NULL,
	CONSTRAINT "assessment_snapshots_market_id_snapshot_id_pk" PRIMARY KEY("market_id","snapshot_id")
);
--> statement-breakpoint
ALTER TABLE "assessment_snapshots" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "judgements" (
	"market_id" text NOT NULL,
	"judgement_id" text NOT NULL,
	"rubric_id" text NOT NULL,
	"leaf_id" text NOT NULL,
	"points" text NOT NULL,
	"reason" text NOT NULL,
	"entered_by" text NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "judgements_market_id_judgement_id_pk" PRIMARY KEY("market_id","judgement_id")
);
--> statement-breakpoint
ALTER TABLE "judgements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "alarm_tests" (
	"market_id" text NOT NULL,
	"alarm_test_id" text NOT NULL,
	"kind" text NOT NULL,
	"device_id" text,
	"tested_at" timestamp with time zone NOT NULL,
	"note" text,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "alarm_tests_market_id_alarm_test_id_pk" PRIMARY KEY("market_id","alarm_test_id")
);
--> statement-breakpoint
ALTER TABLE "alarm_tests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "device_spans" (
	"market_id" text NOT NULL,
	"device_id" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"measured_mbps" double precision,
	"shows" jsonb,
	CONSTRAINT "device_spans_market_id_device_id_from_at_pk" PRIMARY KEY("market_id","device_id","from_at")
);
--> statement-breakpoint
ALTER TABLE "device_spans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "devices" (
	"market_id" text NOT NULL,
	"device_id" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"zone_id" text,
	"stall_id" text,
	"last_heartbeat_at" timestamp with time zone,
	"measured_mbps" double precision,
	"shows" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "devices_market_id_device_id_pk" PRIMARY KEY("market_id","device_id")
);
--> statement-breakpoint
ALTER TABLE "devices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "feed_events" (
	"market_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "feed_events_market_id_sequence_pk" PRIMARY KEY("market_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "feed_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "feed_heads" (
	"market_id" text PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "feed_heads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "outbox" (
	"market_id" text NOT NULL,
	"event_id" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	CONSTRAINT "outbox_market_id_event_id_pk" PRIMARY KEY("market_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "platform_links" (
	"market_id" text NOT NULL,
	"platform_link_id" text NOT NULL,
	"level" text NOT NULL,
	"name" text NOT NULL,
	"api_key_id" text NOT NULL,
	"acknowledged_sequence" bigint NOT NULL,
	"last_acknowledged_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "platform_links_market_id_platform_link_id_pk" PRIMARY KEY("market_id","platform_link_id")
);
--> statement-breakpoint
ALTER TABLE "platform_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_keys" (
	"market_id" text NOT NULL,
	"api_key_id" text NOT NULL,
	"name" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"secret_hash" text NOT NULL,
	"device_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_market_id_api_key_id_pk" PRIMARY KEY("market_id","api_key_id")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_log" (
	"market_id" text NOT NULL,
	"audit_id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_name" text NOT NULL,
	"actor_role" text NOT NULL,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"summary" text NOT NULL,
	"details" jsonb,
	"request_id" text NOT NULL,
	CONSTRAINT "audit_log_market_id_audit_id_pk" PRIMARY KEY("market_id","audit_id")
);
--> statement-breakpoint
ALTER TABLE "audit_log" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "login_failures" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "login_failures" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "memberships" (
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"market_id" text DEFAULT '' NOT NULL,
	"merchant_id" text,
	"district_code" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "memberships_user_id_role_market_id_pk" PRIMARY KEY("user_id","role","market_id")
);
--> statement-breakpoint
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sessions" (
	"session_id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"user_agent" text NOT NULL,
	CONSTRAINT "sessions__token_hash" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"user_id" text PRIMARY KEY NOT NULL,
	"login_name" text NOT NULL,
	"display_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "analysis_runs" (
	"market_id" text NOT NULL,
	"analysis_run_id" text NOT NULL,
	"business_date" date NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	"result" jsonb NOT NULL,
	CONSTRAINT "analysis_runs_market_id_analysis_run_id_pk" PRIMARY KEY("market_id","analysis_run_id"),
	CONSTRAINT "analysis_runs__computed" UNIQUE("market_id","business_date","computed_at")
);
--> statement-breakpoint
ALTER TABLE "analysis_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "foot_traffic_hours" (
	"market_id" text NOT NULL,
	"counter_code" text NOT NULL,
	"hour_at" timestamp with time zone NOT NULL,
	"business_date" date NOT NULL,
	"entry_count" integer NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "foot_traffic_hours_market_id_counter_code_hour_at_pk" PRIMARY KEY("market_id","counter_code","hour_at")
);
--> statement-breakpoint
ALTER TABLE "foot_traffic_hours" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "health_certificates" (
	"market_id" text NOT NULL,
	"health_certificate_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"staff_member_id" text NOT NULL,
	"number_encrypted" text NOT NULL,
	"number_masked" text NOT NULL,
	"valid_from" date,
	"valid_to" date NOT NULL,
	CONSTRAINT "health_certificates_market_id_health_certificate_id_pk" PRIMARY KEY("market_id","health_certificate_id")
);
--> statement-breakpoint
ALTER TABLE "health_certificates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "import_mappings" (
	"market_id" text NOT NULL,
	"kind" text NOT NULL,
	"shape" text NOT NULL,
	"mapping" jsonb NOT NULL,
	CONSTRAINT "import_mappings_market_id_kind_shape_pk" PRIMARY KEY("market_id","kind","shape")
);
--> statement-breakpoint
ALTER TABLE "import_mappings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "imports" (
	"market_id" text NOT NULL,
	"import_id" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"encoding" text NOT NULL,
	"headings" jsonb NOT NULL,
	"row_count" integer NOT NULL,
	"rows" "bytea" NOT NULL,
	"state" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"mapping_remembered" boolean NOT NULL,
	"progress_done" integer NOT NULL,
	"result" jsonb,
	"failure" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "imports_market_id_import_id_pk" PRIMARY KEY("market_id","import_id")
);
--> statement-breakpoint
ALTER TABLE "imports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "licences" (
	"market_id" text NOT NULL,
	"licence_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"scope" text,
	"valid_from" date,
	"valid_to" date,
	"removed_at" timestamp with time zone,
	CONSTRAINT "licences_market_id_licence_id_pk" PRIMARY KEY("market_id","licence_id")
);
--> statement-breakpoint
ALTER TABLE "licences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "markets" (
	"market_id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"market_types" jsonb NOT NULL,
	"district_code" text NOT NULL,
	"district_name" text NOT NULL,
	"address" text NOT NULL,
	"operator_name" text NOT NULL,
	"operator_credit_code" text,
	"phone" text NOT NULL,
	"introduction" text NOT NULL,
	"opening_hours" text NOT NULL,
	"honours" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "markets__code" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "markets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "merchants" (
	"market_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"credit_code" text,
	"principal_name" text,
	"principal_resident_id_encrypted" text,
	"principal_resident_id_masked" text,
	"phone" text,
	"goods_scope" text,
	"sells_ready_to_eat" boolean NOT NULL,
	"credit_grade" text,
	"search_text" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "merchants_market_id_merchant_id_pk" PRIMARY KEY("market_id","merchant_id"),
	CONSTRAINT "merchants__credit_code" UNIQUE("market_id","credit_code")
);
--> statement-breakpoint
ALTER TABLE "merchants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "staff_members" (
	"market_id" text NOT NULL,
	"staff_member_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"name" text NOT NULL,
	"resident_id_encrypted" text,
	"resident_id_masked" text,
	"duty" text,
	"requires_health_certificate" boolean NOT NULL,
	"left_on" date,
	CONSTRAINT "staff_members_market_id_staff_member_id_pk" PRIMARY KEY("market_id","staff_member_id")
);
--> statement-breakpoint
ALTER TABLE "staff_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stalls" (
	"market_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"code" text NOT NULL,
	"zone_id" text,
	"x" double precision,
	"y" double precision,
	"area_square_metres" double precision,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stalls_market_id_stall_id_pk" PRIMARY KEY("market_id","stall_id"),
	CONSTRAINT "stalls__code" UNIQUE("market_id","code")
);
--> statement-breakpoint
ALTER TABLE "stalls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tenancies" (
	"market_id" text NOT NULL,
	"tenancy_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	CONSTRAINT "tenancies_market_id_tenancy_id_pk" PRIMARY KEY("market_id","tenancy_id"),
	CONSTRAINT "tenancies__dates" CHECK ("tenancies"."to_on" is null or "tenancies"."to_on" > "tenancies"."from_on")
);
--> statement-breakpoint
ALTER TABLE "tenancies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "zones" (
	"market_id" text NOT NULL,
	"zone_id" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"floor" integer NOT NULL,
	"requires_camera" boolean NOT NULL,
	"requires_smoke" boolean NOT NULL,
	"requires_thermal" boolean NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "zones_market_id_zone_id_pk" PRIMARY KEY("market_id","zone_id")
);
--> statement-breakpoint
ALTER TABLE "zones" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notice_topics" (
	"market_id" text NOT NULL,
	"kind" text NOT NULL,
	"required" boolean NOT NULL,
	"cadence_days" integer NOT NULL,
	CONSTRAINT "notice_topics_market_id_kind_pk" PRIMARY KEY("market_id","kind")
);
--> statement-breakpoint
ALTER TABLE "notice_topics" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notices" (
	"market_id" text NOT NULL,
	"notice_id" text NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"published_at" timestamp with time zone,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_reason" text,
	CONSTRAINT "notices_market_id_notice_id_pk" PRIMARY KEY("market_id","notice_id")
);
--> statement-breakpoint
ALTER TABLE "notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "category_days" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"category_name" text NOT NULL,
	"line_count" integer NOT NULL,
	"amount_fen" bigint NOT NULL,
	CONSTRAINT "category_days_market_id_business_date_category_name_pk" PRIMARY KEY("market_id","business_date","category_name")
);
--> statement-breakpoint
ALTER TABLE "category_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sale_lines" (
	"market_id" text NOT NULL,
	"sale_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"business_date" date NOT NULL,
	"commodity_name" text NOT NULL,
	"category_name" text,
	"weight_grams" integer,
	"pieces" integer,
	"amount_fen" bigint NOT NULL,
	CONSTRAINT "sale_lines_market_id_sale_id_line_no_pk" PRIMARY KEY("market_id","sale_id","line_no")
);
--> statement-breakpoint
ALTER TABLE "sale_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sales" (
	"market_id" text NOT NULL,
	"sale_id" text NOT NULL,
	"business_date" date NOT NULL,
	"sold_at" timestamp with time zone NOT NULL,
	"stall_id" text NOT NULL,
	"merchant_id" text,
	"source" text NOT NULL,
	"source_key" text NOT NULL,
	"body_hash" text NOT NULL,
	"channel" text NOT NULL,
	"payment_means" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"line_count" integer NOT NULL,
	"summary" text NOT NULL,
	CONSTRAINT "sales_market_id_sale_id_pk" PRIMARY KEY("market_id","sale_id"),
	CONSTRAINT "sales__source_key" UNIQUE("market_id","source","source_key")
);
--> statement-breakpoint
ALTER TABLE "sales" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sales_days" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"stall_id" text NOT NULL,
	"channel" text NOT NULL,
	"payment_means" text NOT NULL,
	"sale_count" integer NOT NULL,
	"amount_fen" bigint NOT NULL,
	CONSTRAINT "sales_days_market_id_business_date_stall_id_channel_payment_means_pk" PRIMARY KEY("market_id","business_date","stall_id","channel","payment_means")
);
--> statement-breakpoint
ALTER TABLE "sales_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_activity" (
	"market_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"channel" text NOT NULL,
	"payment_means" text NOT NULL,
	"first_sold_at" timestamp with time zone NOT NULL,
	"last_sold_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stall_activity_market_id_stall_id_channel_payment_means_pk" PRIMARY KEY("market_id","stall_id","channel","payment_means")
);
--> statement-breakpoint
ALTER TABLE "stall_activity" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_codes" (
	"market_id" text NOT NULL,
	"stall_code_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"version" integer NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "stall_codes_market_id_stall_code_id_pk" PRIMARY KEY("market_id","stall_code_id"),
	CONSTRAINT "stall_codes__version" UNIQUE("market_id","stall_id","version"),
	CONSTRAINT "stall_codes__dates" CHECK ("stall_codes"."revoked_at" is null or "stall_codes"."revoked_at" >= "stall_codes"."issued_at")
);
--> statement-breakpoint
ALTER TABLE "stall_codes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices__zone" FOREIGN KEY ("market_id","zone_id") REFERENCES "public"."zones"("market_id","zone_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices__stall_fk" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "health_certificates" ADD CONSTRAINT "health_certificates__staff_member" FOREIGN KEY ("market_id","staff_member_id") REFERENCES "public"."staff_members"("market_id","staff_member_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "licences" ADD CONSTRAINT "licences__merchant" FOREIGN KEY ("market_id","merchant_id") REFERENCES "public"."merchants"("market_id","merchant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff_members" ADD CONSTRAINT "staff_members__merchant" FOREIGN KEY ("market_id","merchant_id") REFERENCES "public"."merchants"("market_id","merchant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stalls" ADD CONSTRAINT "stalls__zone" FOREIGN KEY ("market_id","zone_id") REFERENCES "public"."zones"("market_id","zone_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenancies" ADD CONSTRAINT "tenancies__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenancies" ADD CONSTRAINT "tenancies__merchant" FOREIGN KEY ("market_id","merchant_id") REFERENCES "public"."merchants"("market_id","merchant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stall_codes" ADD CONSTRAINT "stall_codes__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assessment_snapshots__taken" ON "assessment_snapshots" USING btree ("market_id","rubric_id","taken_at");--> statement-breakpoint
CREATE INDEX "judgements__leaf" ON "judgements" USING btree ("market_id","rubric_id","leaf_id","entered_at");--> statement-breakpoint
CREATE UNIQUE INDEX "devices__code" ON "devices" USING btree ("market_id","code") WHERE retired_at is null;--> statement-breakpoint
CREATE INDEX "devices__stall" ON "devices" USING btree ("market_id","stall_id");--> statement-breakpoint
CREATE INDEX "outbox__position" ON "outbox" USING btree ("position");--> statement-breakpoint
CREATE INDEX "api_keys__secret_hash" ON "api_keys" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "audit_log__at" ON "audit_log" USING btree ("market_id","at");--> statement-breakpoint
CREATE INDEX "memberships__market" ON "memberships" USING btree ("market_id");--> statement-breakpoint
CREATE INDEX "sessions__user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users__login_name" ON "users" USING btree (lower("login_name"));--> statement-breakpoint
CREATE INDEX "health_certificates__by_staff" ON "health_certificates" USING btree ("market_id","staff_member_id");--> statement-breakpoint
CREATE INDEX "licences__by_merchant" ON "licences" USING btree ("market_id","merchant_id");--> statement-breakpoint
CREATE INDEX "licences__valid_to" ON "licences" USING btree ("market_id","valid_to");--> statement-breakpoint
CREATE INDEX "merchants__search" ON "merchants" USING gin ("search_text" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "staff_members__by_merchant" ON "staff_members" USING btree ("market_id","merchant_id");--> statement-breakpoint
CREATE INDEX "tenancies__merchant_from" ON "tenancies" USING btree ("market_id","merchant_id","from_on");--> statement-breakpoint
CREATE UNIQUE INDEX "zones__code" ON "zones" USING btree ("market_id","code") WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX "notices__published" ON "notices" USING btree ("market_id","kind","published_at");--> statement-breakpoint
CREATE INDEX "sales__by_day" ON "sales" USING btree ("market_id","business_date","sold_at");--> statement-breakpoint
CREATE POLICY "assessment_snapshots__own_market" ON "assessment_snapshots" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "assessment_snapshots__system" ON "assessment_snapshots" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "judgements__own_market" ON "judgements" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "judgements__system" ON "judgements" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "alarm_tests__own_market" ON "alarm_tests" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "alarm_tests__system" ON "alarm_tests" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "device_spans__own_market" ON "device_spans" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "device_spans__system" ON "device_spans" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "devices__own_market" ON "devices" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "devices__system" ON "devices" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "feed_events__own_market" ON "feed_events" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_events__system" ON "feed_events" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "feed_heads__own_market" ON "feed_heads" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_heads__system" ON "feed_heads" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "outbox__own_market" ON "outbox" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "outbox__system" ON "outbox" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "platform_links__own_market" ON "platform_links" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "platform_links__system" ON "platform_links" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "api_keys__own_market" ON "api_keys" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "api_keys__system" ON "api_keys" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "audit_log__own_market" ON "audit_log" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "audit_log__system" ON "audit_log" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "login_failures__system" ON "login_failures" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "memberships__system" ON "memberships" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sessions__system" ON "sessions" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "users__system" ON "users" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "analysis_runs__own_market" ON "analysis_runs" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "analysis_runs__system" ON "analysis_runs" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "foot_traffic_hours__own_market" ON "foot_traffic_hours" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "foot_traffic_hours__system" ON "foot_traffic_hours" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "health_certificates__own_market" ON "health_certificates" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "health_certificates__system" ON "health_certificates" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "health_certificates__own_merchant" ON "health_certificates" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "health_certificates"."merchant_id"));--> statement-breakpoint
CREATE POLICY "import_mappings__own_market" ON "import_mappings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "import_mappings__system" ON "import_mappings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "imports__own_market" ON "imports" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "imports__system" ON "imports" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "licences__own_market" ON "licences" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "licences__system" ON "licences" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "licences__own_merchant" ON "licences" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "licences"."merchant_id"));--> statement-breakpoint
CREATE POLICY "markets__read" ON "markets" AS PERMISSIVE FOR SELECT TO "market_app" USING (true);--> statement-breakpoint
CREATE POLICY "markets__own" ON "markets" AS PERMISSIVE FOR UPDATE TO "market_app" USING (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "markets__system" ON "markets" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "merchants__own_market" ON "merchants" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "merchants__system" ON "merchants" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "merchants__own_merchant" ON "merchants" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "merchants"."merchant_id"));--> statement-breakpoint
CREATE POLICY "staff_members__own_market" ON "staff_members" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "staff_members__system" ON "staff_members" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "staff_members__own_merchant" ON "staff_members" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "staff_members"."merchant_id"));--> statement-breakpoint
CREATE POLICY "stalls__own_market" ON "stalls" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stalls__system" ON "stalls" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenancies__own_market" ON "tenancies" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "tenancies__system" ON "tenancies" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "tenancies__own_merchant" ON "tenancies" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "tenancies"."merchant_id"));--> statement-breakpoint
CREATE POLICY "zones__own_market" ON "zones" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "zones__system" ON "zones" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notice_topics__own_market" ON "notice_topics" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "notice_topics__system" ON "notice_topics" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "notices__own_market" ON "notices" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "notices__system" ON "notices" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "category_days__own_market" ON "category_days" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "category_days__system" ON "category_days" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sale_lines__own_market" ON "sale_lines" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sale_lines__system" ON "sale_lines" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sales__own_market" ON "sales" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sales__system" ON "sales" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sales__own_merchant" ON "sales" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "sales"."merchant_id"));--> statement-breakpoint
CREATE POLICY "sales_days__own_market" ON "sales_days" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sales_days__system" ON "sales_days" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_activity__own_market" ON "stall_activity" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_activity__system" ON "stall_activity" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_codes__own_market" ON "stall_codes" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_codes__system" ON "stall_codes" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);