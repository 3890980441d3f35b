#!/bin/bash
# slurm.sh BUILD PLACE: the batch script of docs/many-machines.md on two nodes, by the programs in
# BUILD: cut by Slurm's time limit and requeued until it is done; cancelled, and sent again; and
# processes that srun starts. Verdict and certificate must be those of one process. Runs on the
# first of the two machines of networks.sh, in namespaces of mounts and processes of its own (see
# scripts/test-slurm); PLACE is an empty folder.
set -eu
build=$1 place=$2
document=$(dirname "$(readlink -f "$0")")/../../docs/many-machines.md
export PATH=$build/src:/usr/sbin:$PATH SLURM_CONF=$place/slurm.conf
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
question="--label none --m0 0.49"

fail() {
    tail -n 20 "$place"/*.log "$place"/work/slurm-*.out || true
    echo "slurm: $*"
    exit 1
}

say() {
    echo "== $* (after $SECONDS s)"
}

# ---- the cluster ----------------------------------------------------------------------

begin_munge() {
    dd if=/dev/urandom of="$place/munge.key" bs=128 count=1 status=none
    chmod 600 "$place/munge.key"
    munged --force --origin=10.99.0.1 --key-file="$place/munge.key" --socket="$place/munge" \
        --pid-file="$place/munge.pid" --log-file="$place/munge.log" --seed-file="$place/seed"
}

# No control groups, which a container may not have; a requeued job need not wait for two minutes.
write_configuration() {
    cat >"$SLURM_CONF" <<END
ClusterName=trial
SlurmctldHost=node1(10.99.0.1)
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$place/munge,cred_expire=5
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool-%n
TmpFS=$place/tmp-%n
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd-%n.pid
SlurmctldLogFile=$place/slurmctld.log
SlurmdLogFile=$place/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
KillWait=60
NodeName=node1 NodeAddr=10.99.0.1 CPUs=1
NodeName=node2 NodeAddr=10.99.0.2 CPUs=1
PartitionName=all Nodes=node[1-2] Default=YES
END
    echo "CgroupPlugin=cgroup/v1" >"$place/cgroup.conf"
    { cat /etc/hosts; printf '10.99.0.%d node%d\n' 1 1 2 2; } >"$place/hosts"
    mount --bind "$place/hosts" /etc/hosts
}

begin_cluster() {
    begin_munge
    mkdir "$place/state" "$place"/{spool,tmp}-node{1,2}
    write_configuration
    slurmctld -c
    for k in 1 2; do
        "$AGENT" "10.99.0.$k" "exec slurmd -N node$k"
    done
    for ((k = 0; k < 100; k++)); do
        [ "$(sinfo -h -o '%t %D')" != "idle 2" ] || return 0
        sleep 0.2
    done
    fail "the nodes do not come up: $(sinfo -h)"
}

# ---- the batch script -----------------------------------------------------------------

# By one process: of so many points that two of them are still at work when time is up.
search_alone() {
    local points=170 before
    while true; do
        before=$SECONDS
        doublecheck generate gaussian --points "$points" --dims 5 -o data.csv >generate.out
        # shellcheck disable=SC2086
        srun -N 1 doublecheck data.csv $question --threads 1 --time-limit 0 \
            --certificate alone.dcert --json alone.json >alone.out
        say "one process, $points points"
        ((SECONDS - before < 75)) || return 0
        points=$((points * 5 / 4))
    done
}

# As it is in the document, but for what everyone has to say anew: the data, the question, and the
# size and time of the job. (Slurm looks every 30 s, and so warns up to 30 s early.)
write_job() {
    sed -n '/^    #!\/bin\/bash/,/^[^ ]/ { /^[^ ]/d; s/^    //; p }' "$document" >job.document
    sed -e 's/^\(#SBATCH --nodes=\)4$/\12/' -e 's/^\(#SBATCH --cpus-per-task=\)32$/\11/' \
        -e 's/^\(#SBATCH --time=\)12:00:00$/\12/' -e 's/^\(#SBATCH --signal=.*@\)120$/\175/' \
        -e "s/doublecheck data.csv/& $question/" job.document >job
    [ "$(diff job.document job | grep -c '^>')" = 5 ] ||
        fail "the batch script of the document has changed"
}

# "STATE RESTARTS"
state_of() {
    scontrol --oneliner show job "$1" |
        sed 's/.* JobState=\([A-Z_]*\) .* Restarts=\([0-9]*\) .*/\1 \2/'
}

# await JOB SECONDS PATTERN...: until its state is like one of these; prints it.
await() {
    local job=$1 end=$((SECONDS + $2)) state=
    shift 2
    while ((SECONDS < end)); do
        state=$(state_of "$job")
        for pattern; do
            # shellcheck disable=SC2053
            if [[ $state == $pattern ]]; then
                echo "$state"
                return
            fi
        done
        sleep 0.5
    done
    echo "$state, still"
}

ended=("COMPLETED *" "FAILED *" "CANCELLED *" "TIMEOUT *" "NODE_FAIL *")

# same_as_alone CERTIFICATE RESULT
same_as_alone() {
    cmp alone.dcert "$1" || fail "another certificate than that of one process"
    python3 -B -c 'import json, sys
def answer(name):
    result = json.load(open(name))
    keys = "critical_mass", "verdict", "stop", "witness"
    return result["verdict"], [[group[key] for key in keys] for group in result["groups"]]
one, other = map(answer, sys.argv[1:])
sys.exit(one[0] != "holds" or one != other)' alone.json "$2" ||
        fail "another result than that of one process"
}

# Cut twice; then it gets the time that it needs.
trial_of_time() {
    local job state
    job=$(sbatch --parsable job)
    await "$job" 400 "RUNNING 2" "${ended[@]}" >/dev/null
    scontrol update "JobId=$job" TimeLimit=10 2>/dev/null || true
    state=$(await "$job" 400 "${ended[@]}")
    say "cut by time, and requeued: $state times"
    [[ $state == "COMPLETED "[12] ]] || fail "the job has ended: $state"
    same_as_alone data.dcert result.json
}

trial_of_cancelling() {
    local job state
    rm -f data.*checkpoint* data.dcert result.json
    sed -i -e 's/--checkpoint "/--checkpoint-every 1 &/' -e 's/^\(#SBATCH --time=\).*/\110/' job
    job=$(sbatch --parsable job)
    await "$job" 60 "RUNNING 0" >/dev/null
    for ((k = 0; k < 300; k++)); do
        [ ! -e data.checkpoint.previous ] || break
        sleep 0.1
    done
    [ -e data.checkpoint.previous ] || fail "no checkpoint"
    scancel "$job"
    sleep 45 # longer than the script takes to have a job requeued
    state=$(state_of "$job")
    [ "$state" = "CANCELLED 0" ] || fail "a cancelled job comes again: $state"
    ! grep -qs '"stop": "complete"' result.json || fail "done before it was cancelled: no test"
    job=$(sbatch --parsable job)
    state=$(await "$job" 300 "${ended[@]}")
    say "cancelled, and sent again: $state"
    [ "$state" = "COMPLETED 0" ] || fail "the job has ended: $state"
    same_as_alone data.dcert result.json
}

trial_of_srun() {
    # shellcheck disable=SC2086
    srun -N 2 --mpi=pmix doublecheck data.csv $question --threads 1 --time-limit 0 \
        --certificate srun.dcert --json srun.json >srun.out || fail "srun: exit status $?"
    say "processes of srun"
    [ "$(grep -c "^HOLDS" srun.out)" = 1 ] || fail "srun: more than one result"
    same_as_alone srun.dcert srun.json
}

begin_cluster
mkdir "$place/work"
cd "$place/work"
search_alone
write_job
trial_of_time
trial_of_cancelling
trial_of_srun
echo "slurm: passed"
