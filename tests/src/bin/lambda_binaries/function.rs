//! One process of a function, as Lambda keeps it: started with an environment of its own, given events, looked at, killed.

use std::{
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use local::aws::{ACCOUNT, REGION};
use serde_json::Value;
use shared::{ports::Clock as _, system::SystemClock};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::{Child, Command},
    task::JoinHandle,
};

use crate::{
    environment::Deployed,
    runtime_api::{Answer, Invocation, RuntimeApi},
};

/// Longer than any start takes, on whatever machine.
const LONGEST_START: Duration = Duration::from_secs(20);

/// An event that was handed over, as log lines have to name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) request_id: String,
    pub(crate) trace_id: String,
}

/// The process.
#[derive(Debug)]
pub(crate) struct Function {
    deployed: Deployed,
    api: RuntimeApi,
    child: Child,
    pub(crate) start: Start,
    calls: Vec<Call>,
    failed: usize,
    output: JoinHandle<Vec<String>>,
    complaints: JoinHandle<Vec<String>>,
}

/// From the start of a process until it first asks for an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    /// What whoever waits for it sees.
    pub(crate) time: Duration,
    /// What it takes of a processor, whatever else the machine does.
    pub(crate) processor: Duration,
}

/// What a process leaves behind.
#[derive(Debug)]
pub(crate) struct Left {
    /// Of its standard output.
    pub(crate) lines: Vec<String>,
    pub(crate) calls: Vec<Call>,
    /// Calls that ended in a failure.
    pub(crate) failed: usize,
}

/// Resident memory, in KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// `VmRSS`.
    pub(crate) now: u64,
    /// `VmHWM`, the most there ever was.
    pub(crate) peak: u64,
}

impl Function {
    /// Starts the program, and waits until it asks for its first event.
    pub(crate) async fn start(bootstrap: &Path, deployed: Deployed) -> anyhow::Result<Self> {
        let api = RuntimeApi::start().await?;
        let mut command = Command::new(bootstrap);
        command
            .env_clear()
            .envs(deployed.variables.iter().map(|(name, value)| (name, value)))
            .env("AWS_LAMBDA_RUNTIME_API", &api.address)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let begin = Instant::now();
        let mut child = command.spawn().with_context(|| format!("starting {}", bootstrap.display()))?;
        let first_poll = tokio::select! {
            polled = api.first_poll() => polled?,
            ended = child.wait() => bail!("{} ended at its start: {}", deployed.name, ended?),
            () = tokio::time::sleep(LONGEST_START) => bail!("{} does not start", deployed.name),
        };
        let output = tokio::spawn(lines(child.stdout.take().context("no standard output")?));
        let complaints = tokio::spawn(lines(child.stderr.take().context("no standard error")?));
        let processor = Duration::from_nanos(processor_time(child.id().context("ended at once")?)?);
        let start = Start { time: first_poll.duration_since(begin), processor };
        Ok(Self { deployed, api, child, start, calls: Vec::new(), failed: 0, output, complaints })
    }

    /// Hands one event over, and answers what the function says.
    pub(crate) async fn call(&mut self, event: Value) -> anyhow::Result<Answer> {
        let name = self.deployed.name;
        let count = self.calls.len() + 1;
        let now = SystemClock.now();
        let call = Call {
            request_id: format!("8476a536-e9f4-11e8-9739-{count:012}"),
            trace_id: format!(
                "Root=1-{:08x}-{count:024x};Parent=53995c3f42cd8ad8;Sampled=1",
                now.as_second()
            ),
        };
        let invocation = Invocation {
            request_id: call.request_id.clone(),
            trace_id: call.trace_id.clone(),
            arn: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"),
            deadline: deadline(now, self.deployed.life)?,
            event,
        };
        self.calls.push(call);
        let answer = tokio::select! {
            answer = self.api.invoke(invocation) => answer?,
            ended = self.child.wait() => bail!("{name} ended during a call: {}", ended?),
            () = tokio::time::sleep(self.deployed.life) => bail!("{name} has not answered in its life"),
        };
        self.failed += usize::from(answer.is_err());
        Ok(answer)
    }

    /// The memory it holds.
    pub(crate) fn memory(&self) -> anyhow::Result<Memory> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid()?))?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
            kib.with_context(|| format!("no {name}"))
        };
        Ok(Memory { now: of("VmRSS:")?, peak: of("VmHWM:")? })
    }

    /// Its number among the machine's processes.
    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the process has ended")
    }

    /// Kills it, as Lambda does in the end, and answers what it wrote. On standard error it must be silent: what stands
    /// there is no line that anybody finds by request.
    pub(crate) async fn end(mut self) -> anyhow::Result<Left> {
        self.child.kill().await?;
        let complaints = self.complaints.await?;
        ensure!(complaints.is_empty(), "{} complains: {complaints:?}", self.deployed.name);
        Ok(Left { lines: self.output.await?, calls: self.calls, failed: self.failed })
    }
}

/// The processor time that all threads of a process have used, in nanoseconds (proc(5), `schedstat`).
pub(crate) fn processor_time(pid: u32) -> anyhow::Result<u64> {
    let mut sum = 0;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let times = fs::read_to_string(task?.path().join("schedstat"))?;
        sum += times.split_whitespace().next().context("no time")?.parse::<u64>()?;
    }
    Ok(sum)
}

fn deadline(now: Timestamp, life: Duration) -> anyhow::Result<i64> {
    Ok(now.checked_add(life)?.as_millisecond())
}

async fn lines(from: impl AsyncRead + Unpin) -> Vec<String> {
    let mut reader = BufReader::new(from).lines();
    let mut all = Vec::new();
    while let Ok(Some(line)) = reader.next_line().await {
        all.push(line);
    }
    all
}
