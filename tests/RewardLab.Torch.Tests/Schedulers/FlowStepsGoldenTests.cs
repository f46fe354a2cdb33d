using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Schedulers;

/// <summary>Flow-GRPO's pieces against flow_grpo and Flow-Factory.</summary>
public sealed class FlowStepsGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "flow_sde");

    [Fact]
    public void Transition_EveryCase_MatchesValueAndGradient()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_sde");
        using var cases = JsonDocument.Parse(TextFile.Read(Path.Combine(Folder, "cases.json")));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            var key = item.GetProperty("key").GetString()!;
            var noise = Enum.Parse<FlowNoise>(item.GetProperty("kind").GetString()!, ignoreCase: true);
            var level = item.GetProperty("noise_level").GetDouble();
            var schedule = new FlowScheduler(new FlowSchedulerConfig { Shift = item.GetProperty("shift").GetDouble() })
                .Schedule(item.GetProperty("num_inference_steps").GetInt32());
            int[] indices = [.. item.GetProperty("step_indices").EnumerateArray().Select(index => index.GetInt32())];
            schedule.Sigmas.ShouldBe(golden[$"{key[..2]}.sigmas"].data<float>().ToArray());
            schedule.Timesteps.ShouldBe(golden[$"{key[..2]}.timesteps"].data<float>().ToArray());
            foreach (var outcome in (string[])["on", "off"])
            {
                var output = golden[$"{key}.model_output"].requires_grad_();
                var transition = FlowSteps.Transition(output, schedule, indices, golden[$"{key}.sample"], noise, level);
                golden.Check($"{key}.prev_sample_mean", transition.Mean, GoldenFixture.OutputLimit);
                golden.Check($"{key}.std_dev_t", transition.NoiseScale, GoldenFixture.OutputLimit);
                if (outcome == "on")
                {
                    golden.Check($"{key}.on.prev_sample", transition.Mean.Add(transition.Sigma * golden[$"{key}.noise"]), GoldenFixture.OutputLimit);
                }

                var logProbability = transition.LogProbability(golden[$"{key}.{outcome}.prev_sample"]);
                (logProbability - golden[$"{key}.{outcome}.log_prob"]).abs().max().item<float>().ShouldBeLessThan(1e-4f, key);
                if (outcome == "off")
                {
                    logProbability.sum().backward();
                    golden.Check($"{key}.off.grad_model_output", output.grad!, GoldenFixture.GradientLimit);
                }
            }

            if (noise == FlowNoise.Sde)
            {
                var still = FlowSteps.Transition(golden[$"{key}.model_output"], schedule, indices, golden[$"{key}.sample"], noise, 0);
                golden.Check($"{key[..2]}.ode.prev_sample", still.Mean, GoldenFixture.OutputLimit);
            }
        }

        golden.Report("steps");
    }

    [Fact]
    public void Transition_WholeRuns_MatchTheReferences()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_sde");
        var schedule = new FlowScheduler(new FlowSchedulerConfig { Shift = 3 }).Schedule(6);
        foreach (var key in golden.Keys.Where(key => key.StartsWith("chain.", StringComparison.Ordinal) && key.EndsWith(".noises", StringComparison.Ordinal)))
        {
            var chain = key[..^".noises".Length];
            var noise = Enum.Parse<FlowNoise>(chain["chain.".Length..], ignoreCase: true);
            var states = new List<Tensor> { golden[$"{chain}.latents"][0] };
            var logProbabilities = new List<Tensor>();
            for (var i = 0; i < schedule.StepCount; i++)
            {
                var transition = FlowSteps.Transition(golden[$"{chain}.model_outputs"][i], schedule, [i], states[^1], noise, 0.7);
                states.Add(transition.Mean.Add(transition.Sigma * golden[$"{chain}.noises"][i]));
                logProbabilities.Add(transition.LogProbability(states[^1]));
            }

            golden.Check($"{chain}.latents", stack(states), GoldenFixture.OutputLimit);
            (stack(logProbabilities) - golden[$"{chain}.log_probs"]).abs().max().item<float>().ShouldBeLessThan(1e-4f, chain);
        }

        golden.Report("runs");
    }

    [Fact]
    public void Clipped_EveryCase_MatchesLossAndGradients()
    {
        using var golden = new GoldenFixture("flow_sde");
        using var cases = JsonDocument.Parse(TextFile.Read(Path.Combine(Folder, "grpo.json")));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var key = $"grpo.{item.GetProperty("name").GetString()}";
            var beta = item.GetProperty("beta").GetDouble();
            var current = golden[$"{key}.log_prob"].requires_grad_();
            var policy = PolicyObjective.Clipped(
                current, golden[$"{key}.old_log_prob"], golden[$"{key}.advantages"], item.GetProperty("clip_range").GetDouble(),
                item.GetProperty("adv_clip_max").GetDouble());
            golden.Check($"{key}.policy_loss", policy.Loss.view(1), 1e-4);
            golden.Check($"{key}.ratio", policy.Ratio, GoldenFixture.OutputLimit);
            policy.ApproximateKl.item<float>().ShouldBe(golden[$"{key}.approx_kl"].item<float>(), 1e-8f);
            policy.ClipFraction.item<float>().ShouldBe(golden[$"{key}.clipfrac"].item<float>(), 1e-6f);
            var loss = policy.Loss;
            var mean = golden[$"{key}.prev_sample_mean"].requires_grad_();
            if (beta > 0)
            {
                var transition = new FlowTransition(mean, golden[$"{key}.std_dev_t"], mean, mean, mean, IsNormalized: true);
                var divergence = transition.Divergence(golden[$"{key}.prev_sample_mean_ref"]).mean();
                golden.Check($"{key}.kl_loss", divergence.view(1), GoldenFixture.OutputLimit);
                loss = loss.AddScaled(divergence, beta);
            }

            golden.Check($"{key}.loss", loss.view(1), 1e-4);
            loss.backward();
            golden.Check($"{key}.grad_log_prob", current.grad!, GoldenFixture.GradientLimit);
            if (beta > 0)
            {
                golden.Check($"{key}.grad_prev_sample_mean", mean.grad!, GoldenFixture.GradientLimit);
            }
        }

        golden.Report("losses");
    }

    [Fact]
    public void FlowGroup_EveryUpdate_MatchesTheReference()
    {
        using var runs = JsonDocument.Parse(TextFile.Read(Path.Combine(Folder, "stat_tracker.json")));
        foreach (var run in runs.RootElement.EnumerateArray())
        {
            string[] prompts = [.. run.GetProperty("prompts").EnumerateArray().Select(value => value.GetString()!)];
            var columns = run.GetProperty("rewards")[0] is { ValueKind: JsonValueKind.Array } row ? row.GetArrayLength() : 0;
            foreach (var column in Enumerable.Range(0, Math.Max(columns, 1)))
            {
                double[] Numbers(string name) =>
                    [.. run.GetProperty(name).EnumerateArray().Select(value => columns > 0 ? value[column].GetDouble() : value.GetDouble())];
                Agree(PromptStatistics.FlowGroup(prompts, Numbers("rewards"), usesGlobalDeviation: false), Numbers("advantages"));
                Agree(PromptStatistics.FlowGroup(prompts, Numbers("rewards"), usesGlobalDeviation: true), Numbers("advantages_global_std"));
            }
        }

        static void Agree(double[] actual, double[] expected)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                actual[i].ShouldBe(expected[i], 1e-6 * (1 + Math.Abs(expected[i])));
            }
        }
    }

    [Fact]
    public void RequireDensity_ImpossibleLevels_AreRefusedInOneLine()
    {
        Should.Throw<RewardLabException>(() => FlowSteps.RequireDensity(FlowNoise.Sde, 0)).Message.ShouldContain("noise level 0");
        Should.Throw<RewardLabException>(() => FlowSteps.RequireDensity(FlowNoise.Sde, -1)).Message.ShouldContain("-1");
        Should.Throw<RewardLabException>(() => FlowSteps.RequireDensity(FlowNoise.Cps, 1.5)).Message.ShouldContain("at most 1");
        FlowSteps.RequireDensity(FlowNoise.Dance, 0.3);
    }
}
