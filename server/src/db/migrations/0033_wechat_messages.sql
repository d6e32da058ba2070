CREATE TABLE "message_grants" (
	"market_id" text NOT NULL,
	"message_grant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"merchant_id" text,
	"kind" text NOT NULL,
	"app_id" text NOT NULL,
	"template_id" text NOT NULL,
	"prompt_key" text NOT NULL,
	"state" text NOT NULL,
	"answered_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "message_grants_market_id_message_grant_id_pk" PRIMARY KEY("market_id","message_grant_id"),
	CONSTRAINT "message_grants__prompt" UNIQUE("market_id","user_id","prompt_key","kind"),
	CONSTRAINT "message_grants__ended" CHECK (("message_grants"."state" = 'granted') = ("message_grants"."ended_at" is null))
);
--> statement-breakpoint
ALTER TABLE "message_grants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "wechat_messages" (
	"market_id" text NOT NULL,
	"wechat_message_id" text NOT NULL,
	"message_grant_id" text NOT NULL,
	"user_id" text NOT NULL,
	"merchant_id" text,
	"kind" text NOT NULL,
	"cause_id" text NOT NULL,
	"page" text NOT NULL,
	"fields" jsonb NOT NULL,
	"state" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	"queued_at" timestamp with time zone NOT NULL,
	"useful_until" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"detail" text,
	CONSTRAINT "wechat_messages_market_id_wechat_message_id_pk" PRIMARY KEY("market_id","wechat_message_id"),
	CONSTRAINT "wechat_messages__once" UNIQUE("market_id","user_id","kind","cause_id"),
	CONSTRAINT "wechat_messages__grant" UNIQUE("market_id","message_grant_id"),
	CONSTRAINT "wechat_messages__due_or_ended" CHECK (("wechat_messages"."next_try_at" is null) = ("wechat_messages"."ended_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "wechat_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "wechat_messages" ADD CONSTRAINT "wechat_messages__of_grant" FOREIGN KEY ("market_id","message_grant_id") REFERENCES "public"."message_grants"("market_id","message_grant_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "message_grants__of_user" ON "message_grants" USING btree ("market_id","user_id","kind","answered_at");--> statement-breakpoint
CREATE INDEX "message_grants__of_merchant" ON "message_grants" USING btree ("market_id","merchant_id","kind") WHERE state = 'granted';--> statement-breakpoint
CREATE INDEX "wechat_messages__due" ON "wechat_messages" USING btree ("market_id","next_try_at") WHERE next_try_at is not null;--> statement-breakpoint
CREATE POLICY "message_grants__own_market" ON "message_grants" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "message_grants__system" ON "message_grants" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "message_grants__own_merchant" ON "message_grants" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "message_grants"."merchant_id"));--> statement-breakpoint
CREATE POLICY "wechat_messages__own_market" ON "wechat_messages" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "wechat_messages__system" ON "wechat_messages" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "wechat_messages__own_merchant" ON "wechat_messages" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "wechat_messages"."merchant_id"));