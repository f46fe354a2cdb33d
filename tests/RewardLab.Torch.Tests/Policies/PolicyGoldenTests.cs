using System.Text.Json;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Policies;

/// <summary>DDPO's pieces against trl and ddpo-pytorch.</summary>
public sealed class PolicyGoldenTests
{
    [Fact]
    public void LogProbability_EveryCase_MatchesValueAndGradient()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("ddpo_logprob");
        foreach (var item in JsonDocument.Parse(File.ReadAllText(golden.PathOf("cases.json"))).RootElement.EnumerateArray())
        {
            var key = item.GetProperty("key").GetString()!;
            var scheduler = new DdimScheduler(DdimSchedulerConfig.StableDiffusion with
            {
                PredictionType = item.GetProperty("prediction_type").GetString() == "epsilon" ? PredictionType.Epsilon : PredictionType.VPrediction,
            });
            int[] timesteps = [.. golden[key + ".timesteps"].data<long>().Select(t => (int)t)];
            foreach (var kind in (string[])["on", "off"])
            {
                var output = golden[key + ".model_output"].requires_grad_();
                var transition = scheduler.Transition(
                    output, timesteps, golden[key + ".sample"], item.GetProperty("num_inference_steps").GetInt32(), item.GetProperty("eta").GetDouble());
                golden.Check(key + ".prev_sample_mean", transition.Mean, GoldenFixture.OutputLimit);
                golden.Check(key + ".std_dev_t", transition.Sigma.view(-1), GoldenFixture.OutputLimit);
                var logProbability = transition.LogProbability(golden[$"{key}.{kind}.prev_sample"]);
                (logProbability - golden[$"{key}.{kind}.log_prob"]).abs().max().item<float>().ShouldBeLessThan(1e-4f, key);
                logProbability.sum().backward();
                golden.Check($"{key}.{kind}.grad_model_output", output.grad!, GoldenFixture.GradientLimit);
            }
        }

        golden.Report("log-probabilities");
    }

    [Fact]
    public void Clipped_EveryCase_MatchesLossDriftAndGradient()
    {
        using var golden = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "ddpo_loss", "ppo_loss.json"));
        foreach (var item in JsonDocument.Parse(golden).RootElement.EnumerateArray())
        {
            using var scope = NewDisposeScope();
            Tensor Read(string name) => tensor(item.GetProperty(name).EnumerateArray().Select(v => v.GetSingle()).ToArray());
            double Number(string name) => item.GetProperty(name).GetDouble();
            var current = Read("new_log_prob").requires_grad_();
            var loss = PolicyObjective.Clipped(current, Read("old_log_prob"), Read("advantages"), Number("clip_range"), Number("adv_clip_max"));
            loss.Loss.item<float>().ShouldBe((float)Number("loss"), 1e-6f * (1 + Math.Abs((float)Number("loss"))));
            loss.ApproximateKl.item<float>().ShouldBe((float)Number("approx_kl"), 1e-8f);
            loss.ClipFraction.item<float>().ShouldBe((float)Number("clipfrac"), 1e-6f);
            loss.Loss.backward();
            (current.grad! - Read("grad_new_log_prob")).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        }
    }

    [Fact]
    public void PromptStatistics_EveryUpdate_MatchTheReference()
    {
        using var golden = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "ddpo_loss", "stat_tracker.json"));
        foreach (var run in JsonDocument.Parse(golden).RootElement.EnumerateArray())
        {
            var statistics = new PromptStatistics(run.GetProperty("buffer_size").GetInt32(), run.GetProperty("min_count").GetInt32());
            foreach (var update in run.GetProperty("updates").EnumerateArray())
            {
                double[] Numbers(string name) => [.. update.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
                string[] prompts = [.. update.GetProperty("prompts").EnumerateArray().Select(v => v.GetString()!)];
                Agree(statistics.Advantages(prompts, Numbers("rewards")), Numbers("advantages"));
                Agree(PromptStatistics.Global(Numbers("rewards")), Numbers("global_advantages_no_tracking"));
            }
        }

        static void Agree(double[] actual, double[] expected)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                actual[i].ShouldBe(expected[i], 1e-7 * (1 + Math.Abs(expected[i])));
            }
        }
    }

    [Fact]
    public void Group_EachPromptAlone_HasMeanZeroAndConstantGroupsGiveZero()
    {
        var advantages = PromptStatistics.Group(["a", "b", "a", "b"], [1, 5, 3, 5]);
        advantages[0].ShouldBe(-1, 1e-5);
        advantages[2].ShouldBe(1, 1e-5);
        advantages[1].ShouldBe(0);
        advantages[3].ShouldBe(0);
    }

    [Fact]
    public void OneUpdate_OfTheTinyPipeline_MatchesTheReference()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("ddpo_pipeline");
        using var unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(golden.PathOf("unet/config.json")));
        using (var source = SafetensorsFile.Open(golden.PathOf("unet/diffusion_pytorch_model.safetensors")))
        {
            ModuleWeights.Load(unet, source);
        }

        using var adapter = LoraAdapter.Attach(new Dictionary<string, nn.Module> { ["unet"] = unet }, golden.PathOf("lora_peft.train_start.safetensors"));
        var parameters = adapter.Parameters.Select(p => (p.Name["unet.".Length..], p.Value)).ToArray();
        using var optimizer = new AdamW(parameters, new AdamWOptions { LearningRate = 3e-4, WeightDecay = 1e-4 });
        var scheduler = new DdimScheduler(DdimSchedulerConfig.Load(golden.PathOf("scheduler/scheduler_config.json")));
        var timesteps = golden["timesteps"].data<long>().ToArray();
        var (latents, logProbabilities) = (golden["latents"], golden["log_probs"]);
        var conditioning = GuidedConditioning.Create(golden["prompt_embeds"], golden["negative_prompt_embeds"], 5.0);
        int[] indices = [0, 3, 7];
        foreach (var j in indices)
        {
            var timestep = (int)timesteps[j];
            var output = GuidedDenoiser.Predict(unet, latents.select(1, j), tensor(new[] { (long)timestep }), conditioning);
            var transition = scheduler.Transition(output, [timestep], latents.select(1, j), 8, 1);
            var logProbability = transition.LogProbability(latents.select(1, j + 1));
            (logProbability - golden[$"train.j{j}.new_log_prob"]).abs().max().item<float>().ShouldBeLessThan(1e-4f);
            var loss = PolicyObjective.Clipped(logProbability, logProbabilities.select(1, j), golden["train.advantages"], 1e-4, 5);
            golden.Check($"train.j{j}.loss", loss.Loss.view(1), 1e-4);
            loss.ApproximateKl.item<float>().ShouldBe(golden[$"train.j{j}.approx_kl"].item<float>(), 1e-8f);
            loss.ClipFraction.item<float>().ShouldBe(golden[$"train.j{j}.clipfrac"].item<float>());
            loss.Loss.Div(indices.Length).backward();
        }

        foreach (var (name, value) in parameters)
        {
            golden.Check("train.grad." + name, value.grad!, GoldenFixture.GradientLimit);
        }

        golden.Report("gradients");
        optimizer.ClipGradients(1).ShouldBe(golden["train.grad_norm"].item<float>(), 1e-4 * golden["train.grad_norm"].item<float>());
        optimizer.Step();
        foreach (var (name, value) in parameters)
        {
            // AdamW's first update is the learning rate times the gradient's sign, so it says nothing where the gradient is within its own error of zero.
            var gradient = golden["train.grad." + name].abs();
            var isClear = gradient.gt(gradient.max().Mul(10 * GoldenFixture.GradientLimit)).to_type(ScalarType.Float32);
            var difference = (value - golden["train.param_after." + name]).abs();
            (difference * isClear).max().item<float>().ShouldBeLessThan(1e-5f, name);
            difference.max().item<float>().ShouldBeLessThan(6.1e-4f, name);
        }
    }
}
