--
-- PostgreSQL database dump
--

\restrict KS98TkwqGKO6iPw4yvzDQb9SPDsmjqkHuJoo3FY0wvMxaJM7arn8XQqG0ebbiNp

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: pat_demog; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.pat_demog (
    id integer,
    patient_name character varying(60),
    ssn character varying(11),
    birth_date date,
    mrn character varying(12),
    home_phone character varying(20),
    note character varying(80)
);


ALTER TABLE public.pat_demog OWNER TO postgres;

--
-- Data for Name: pat_demog; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.pat_demog (id, patient_name, ssn, birth_date, mrn, home_phone, note) FROM stdin;
1	Quenby, Marlow	536-90-4399	1961-03-14	48812345	(617) 736-5000	said 'call; later'
2	N.N.	\N	\N	\N	\N	
\.


--
-- PostgreSQL database dump complete
--

\unrestrict KS98TkwqGKO6iPw4yvzDQb9SPDsmjqkHuJoo3FY0wvMxaJM7arn8XQqG0ebbiNp

