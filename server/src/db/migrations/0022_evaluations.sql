CREATE TABLE "evaluation_assessors" (
	"market_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"assessor_id" text NOT NULL,
	"assessor_group" text NOT NULL,
	"name" text NOT NULL,
	"assigned_at" timestamp with time zone NOT NULL,
	"assigned_by" text NOT NULL,
	"submitted_at" timestamp with time zone,
	CONSTRAINT "evaluation_assessors_market_id_evaluation_id_assessor_id_pk" PRIMARY KEY("market_id","evaluation_id","assessor_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_assessors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_awards" (
	"market_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"amount_fen" bigint,
	"note" text NOT NULL,
	"awarded_at" timestamp with time zone NOT NULL,
	"awarded_by" text NOT NULL,
	CONSTRAINT "evaluation_awards_market_id_pk" PRIMARY KEY("market_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_awards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_bonus_items" (
	"market_id" text NOT NULL,
	"item_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"content" text NOT NULL,
	"basis" text NOT NULL,
	"applicant_opinion" text NOT NULL,
	"asked_points" text NOT NULL,
	"state" text NOT NULL,
	"district_points" text,
	"district_opinion" text,
	"district_by" text,
	"city_points" text,
	"city_opinion" text,
	"city_by" text,
	"filed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "evaluation_bonus_items_market_id_item_id_pk" PRIMARY KEY("market_id","item_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_bonus_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_evidence" (
	"market_id" text NOT NULL,
	"evidence_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"assessor_id" text NOT NULL,
	"leaf_id" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "evaluation_evidence_market_id_evidence_id_pk" PRIMARY KEY("market_id","evidence_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_evidence" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_moves" (
	"market_id" text NOT NULL,
	"move_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"step" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"by_name" text NOT NULL,
	"note" text NOT NULL,
	CONSTRAINT "evaluation_moves_market_id_move_id_pk" PRIMARY KEY("market_id","move_id"),
	CONSTRAINT "evaluation_moves__step" UNIQUE("market_id","evaluation_id","step")
);
--> statement-breakpoint
ALTER TABLE "evaluation_moves" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_objections" (
	"market_id" text NOT NULL,
	"objection_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"objector" text NOT NULL,
	"text" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"answer" text,
	"upheld" boolean,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	CONSTRAINT "evaluation_objections_market_id_objection_id_pk" PRIMARY KEY("market_id","objection_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_objections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_papers" (
	"market_id" text NOT NULL,
	"paper_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "evaluation_papers_market_id_paper_id_pk" PRIMARY KEY("market_id","paper_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_papers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluation_sheets" (
	"market_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"assessor_id" text NOT NULL,
	"entries" jsonb NOT NULL,
	"remark" text NOT NULL,
	"total" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL,
	"submitted_at" timestamp with time zone,
	CONSTRAINT "evaluation_sheets_market_id_evaluation_id_assessor_id_pk" PRIMARY KEY("market_id","evaluation_id","assessor_id")
);
--> statement-breakpoint
ALTER TABLE "evaluation_sheets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "evaluations" (
	"market_id" text NOT NULL,
	"evaluation_id" text NOT NULL,
	"year" integer NOT NULL,
	"rubric_id" text NOT NULL,
	"rubric_version" text NOT NULL,
	"state" text NOT NULL,
	"application" jsonb NOT NULL,
	"gate_checks" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	"begun_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"group_scores" jsonb,
	"weighted" text,
	"bonus" text,
	"composite" text,
	"notice_from" date,
	"notice_to" date,
	"notice_rule" text,
	CONSTRAINT "evaluations_market_id_evaluation_id_pk" PRIMARY KEY("market_id","evaluation_id")
);
--> statement-breakpoint
ALTER TABLE "evaluations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "evaluation_assessors" ADD CONSTRAINT "evaluation_assessors__evaluation" FOREIGN KEY ("market_id","evaluation_id") REFERENCES "public"."evaluations"("market_id","evaluation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_sheets" ADD CONSTRAINT "evaluation_sheets__assessor" FOREIGN KEY ("market_id","evaluation_id","assessor_id") REFERENCES "public"."evaluation_assessors"("market_id","evaluation_id","assessor_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evaluation_bonus_items__of" ON "evaluation_bonus_items" USING btree ("market_id","evaluation_id");--> statement-breakpoint
CREATE INDEX "evaluation_evidence__of" ON "evaluation_evidence" USING btree ("market_id","evaluation_id","assessor_id");--> statement-breakpoint
CREATE INDEX "evaluation_objections__of" ON "evaluation_objections" USING btree ("market_id","evaluation_id");--> statement-breakpoint
CREATE INDEX "evaluation_papers__of" ON "evaluation_papers" USING btree ("market_id","evaluation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "evaluations__once_a_year" ON "evaluations" USING btree ("market_id","year","rubric_id") WHERE state <> 'withdrawn';--> statement-breakpoint
CREATE INDEX "evaluations__by_state" ON "evaluations" USING btree ("market_id","state");--> statement-breakpoint
CREATE POLICY "evaluation_assessors__own_market" ON "evaluation_assessors" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_assessors__system" ON "evaluation_assessors" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_awards__own_market" ON "evaluation_awards" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_awards__system" ON "evaluation_awards" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_bonus_items__own_market" ON "evaluation_bonus_items" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_bonus_items__system" ON "evaluation_bonus_items" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_evidence__own_market" ON "evaluation_evidence" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_evidence__system" ON "evaluation_evidence" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_evidence__own_until_closed" ON "evaluation_evidence" AS RESTRICTIVE FOR SELECT TO "market_app" USING (assessor_id = current_setting('app.user_id', true) or exists (select 1 from evaluations e where e.market_id = evaluation_evidence.market_id and e.evaluation_id = evaluation_evidence.evaluation_id and e.closed_at is not null));--> statement-breakpoint
CREATE POLICY "evaluation_evidence__own_insert" ON "evaluation_evidence" AS RESTRICTIVE FOR INSERT TO "market_app" WITH CHECK (assessor_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_evidence__own_update" ON "evaluation_evidence" AS RESTRICTIVE FOR UPDATE TO "market_app" USING (assessor_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_evidence__own_delete" ON "evaluation_evidence" AS RESTRICTIVE FOR DELETE TO "market_app" USING (assessor_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_moves__own_market" ON "evaluation_moves" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_moves__system" ON "evaluation_moves" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_objections__own_market" ON "evaluation_objections" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_objections__system" ON "evaluation_objections" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_papers__own_market" ON "evaluation_papers" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_papers__system" ON "evaluation_papers" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_sheets__own_market" ON "evaluation_sheets" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_sheets__system" ON "evaluation_sheets" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "evaluation_sheets__own_until_closed" ON "evaluation_sheets" AS RESTRICTIVE FOR SELECT TO "market_app" USING (assessor_id = current_setting('app.user_id', true) or exists (select 1 from evaluations e where e.market_id = evaluation_sheets.market_id and e.evaluation_id = evaluation_sheets.evaluation_id and e.closed_at is not null));--> statement-breakpoint
CREATE POLICY "evaluation_sheets__own_insert" ON "evaluation_sheets" AS RESTRICTIVE FOR INSERT TO "market_app" WITH CHECK (assessor_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_sheets__own_update" ON "evaluation_sheets" AS RESTRICTIVE FOR UPDATE TO "market_app" USING (assessor_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY "evaluation_sheets__own_delete" ON "evaluation_sheets" AS RESTRICTIVE FOR DELETE TO "market_app" USING (assessor_id = current_setting('app.user_id', true));--> statement-breakpoint
CREATE POLICY "evaluations__own_market" ON "evaluations" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "evaluations__system" ON "evaluations" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- Append-only.
REVOKE UPDATE, DELETE ON evaluation_moves, evaluation_evidence, evaluation_awards FROM market_app, market_system;
--> statement-breakpoint
-- A submitted sheet stands, by whatever way somebody tries to change it.
CREATE FUNCTION refuse_submitted_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the sheet has been submitted' USING ERRCODE = '23514', CONSTRAINT = 'evaluation_sheets__submitted';
END $$;
--> statement-breakpoint
CREATE TRIGGER evaluation_sheets__refuse_submitted BEFORE UPDATE OR DELETE ON evaluation_sheets
  FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION refuse_submitted_sheet();
