using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Pipelines;

/// <summary>A whole tiny Stable Diffusion 3 against diffusers, and Flow-GRPO on it against flow_grpo.</summary>
public sealed class FlowPipelineGoldenTests
{
    private const int MaxSequenceLength = 32;

    private static readonly GenerationOptions Options = new()
    {
        NumInferenceSteps = 4, GuidanceScale = 4.5, Height = 32, Width = 48, MaxSequenceLength = MaxSequenceLength, BatchSize = 2,
    };

    [Fact]
    public void EncodePrompt_ReferencePrompts_GivesReferenceStatesAndIds()
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("sd3_pipeline");
        using var pipeline = Load(golden);
        using var prompts = JsonDocument.Parse(TextFile.Read(golden.PathOf("prompts.json")));
        var (positive, negative) = (new List<PromptStates>(), new List<PromptStates>());
        foreach (var entry in prompts.RootElement.EnumerateArray())
        {
            foreach (var (prompt, prefix, all) in new[] { ("prompt", "", positive), ("negative_prompt", "negative_", negative) })
            {
                var text = entry.GetProperty(prompt).GetString()!;
                pipeline.Models.Tokenizer.EncodePadded([text]).Ids.ShouldBe(Ids(entry, $"{prefix}ids"));
                pipeline.Models.Tokenizer2.EncodePadded([text]).Ids.ShouldBe(Ids(entry, $"{prefix}ids_2"));
                pipeline.Models.Tokenizer3!.EncodePadded([text], MaxSequenceLength).Ids.ShouldBe(Ids(entry, $"{prefix}ids_3"));
                all.Add(pipeline.EncodePrompt(text, MaxSequenceLength));
            }
        }

        golden.Check("prompt_embeds", Hidden(positive), GoldenFixture.OutputLimit);
        golden.Check("pooled_prompt_embeds", Pooled(positive), GoldenFixture.OutputLimit);
        golden.Check("negative_prompt_embeds", Hidden(negative), GoldenFixture.OutputLimit);
        golden.Check("negative_pooled_prompt_embeds", Pooled(negative), GoldenFixture.OutputLimit);
        using var without = Load(golden, new FlowLoadOptions { ThirdEncoder = ThirdEncoderUse.None });
        var first = prompts.RootElement[0].GetProperty("prompt").GetString()!;
        golden.Check("no_t5.prompt_embeds", without.EncodePrompt(first, MaxSequenceLength).Hidden, GoldenFixture.OutputLimit);
        golden.Report("prompts");

        static long[] Ids(JsonElement entry, string key) => [.. entry.GetProperty(key).EnumerateArray().Select(id => id.GetInt64())];
    }

    [Fact]
    public void Denoise_ReferenceNoise_GivesReferenceLatentsAndImages()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("sd3_pipeline");
        using var pipeline = Load(golden);
        var schedule = pipeline.Schedule(Options);
        schedule.Sigmas.ShouldBe(golden["sigmas"].data<float>().ToArray());
        schedule.Timesteps.ShouldBe(golden["timesteps"].data<float>().ToArray());
        var sampler = new FlowSampler(pipeline);
        var decoder = new LatentDecoder(pipeline.Autoencoder);
        foreach (var (prefix, options) in new[]
        {
            ("", Options),
            ("noguide.", Options with { GuidanceScale = 1 }),
            ("slg.", Options with { SkipLayerGuidanceScale = 2.8, SkipLayers = [1], SkipLayerGuidanceStart = 0.01, SkipLayerGuidanceStop = 0.9 }),
        })
        {
            var states = new List<Tensor> { golden["initial_latents"] };
            sampler.Denoise(
                Conditioning(golden, options.GuidanceScale), golden["initial_latents"], options, random: null, _ => throw new InvalidOperationException(), null,
                CancellationToken.None, state => states.Add(state.clone().DetachFromDisposeScope()));
            golden.Check($"{prefix}latents", stack(states), GoldenFixture.OutputLimit);
            golden.Check($"{prefix}image", decoder.DecodeToUnit(states[^1]), GoldenFixture.OutputLimit);
            if (prefix.Length == 0)
            {
                var bytes = new byte[2 * 32 * 48 * 3];
                decoder.Decode(states[^1], 2, bytes, isOneByOne: true, CancellationToken.None);
                var expected = golden["image_u8"].permute(0, 2, 3, 1).contiguous().data<byte>().ToArray();
                bytes.Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second)).ShouldBeLessThanOrEqualTo(1);
            }
        }

        golden.Report("latents and images");
    }

    [Fact]
    public void Denoise_Randomly_GivesReferenceTrajectories()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var golden = new GoldenFixture("sd3_pipeline");
        using var pipeline = Load(golden);
        var noises = golden["sde.noises"];
        var recorder = new LogProbabilities();
        var states = new List<Tensor> { golden["initial_latents"] };
        new FlowSampler(pipeline).Denoise(
            Conditioning(golden, 4.5), golden["initial_latents"], Options, new FlowRandomness(FlowNoise.Sde, 0.7), i => noises[i], recorder,
            CancellationToken.None, state => states.Add(state.clone().DetachFromDisposeScope()));
        golden.Check("sde.latents", stack(states), GoldenFixture.OutputLimit);
        (stack(recorder.Values) - golden["sde.log_probs"]).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        golden.Report("random latents");
    }

    [Fact]
    public void OneUpdate_OfFlowGrpo_MatchesTheReference()
    {
        const double Beta = 0.04;
        using var scope = NewDisposeScope();
        using var golden = new GoldenFixture("flow_grpo_train");
        using var model = new GoldenFixture("sd3_pipeline");
        using var pipeline = Load(model);
        var schedule = pipeline.Scheduler.Schedule(5);
        var conditioning = Conditioning(model, 4.5);
        using var folder = new TemporaryFolder();
        using (LoraAdapter.Attach(pipeline.Parts, Peft("lora_peft.safetensors")))
        {
            using var ungraded = no_grad();
            var recorder = new LogProbabilities();
            var noises = golden["rollout.noises"];
            var states = new List<Tensor> { golden["rollout.initial_latents"] };
            new FlowSampler(pipeline).Denoise(
                conditioning, golden["rollout.initial_latents"], Options with { NumInferenceSteps = 5 }, new FlowRandomness(FlowNoise.Sde, 0.7),
                i => noises[i], recorder, CancellationToken.None, state => states.Add(state.clone().DetachFromDisposeScope()));
            golden.Check("rollout.latents", stack(states, 1), GoldenFixture.OutputLimit);
            (stack(recorder.Values, 1) - golden["rollout.log_probs"]).abs().max().item<float>().ShouldBeLessThan(1e-4f);
        }

        using var adapter = LoraAdapter.Attach(pipeline.Parts, Peft("lora_peft.train_start.safetensors"));
        var parameters = adapter.Parameters.Select(p => (p.Name["transformer.".Length..], p.Value)).ToArray();
        parameters.Length.ShouldBe(46);
        using var optimizer = new AdamW(parameters, new AdamWOptions { LearningRate = 3e-4, WeightDecay = 1e-4 });
        var (latents, old) = (golden["rollout.latents"], golden["rollout.log_probs"]);
        int[] indices = [0, 1, 3];
        foreach (var j in indices)
        {
            var time = tensor(schedule.Timesteps[j]).view(1);
            var transition = Step(time, j);
            var logProbability = transition.LogProbability(latents.select(1, j + 1));
            (logProbability - golden[$"train.j{j}.new_log_prob"]).abs().max().item<float>().ShouldBeLessThan(1e-4f);
            var policy = PolicyObjective.Clipped(logProbability, old.select(1, j), golden["train.advantages"], 0.02, 5);
            golden.Check($"train.j{j}.ratio", policy.Ratio, 1e-4);
            golden.Check($"train.j{j}.policy_loss", policy.Loss.view(1), 1e-3);
            adapter.IsEnabled = false;
            Tensor reference;
            using (no_grad())
            {
                reference = Step(time, j).Mean;
            }

            adapter.IsEnabled = true;
            var divergence = transition.Divergence(reference).mean();
            golden.Check($"train.j{j}.kl_loss", divergence.view(1), GoldenFixture.GradientLimit);
            var loss = policy.Loss.AddScaled(divergence, Beta);
            golden.Check($"train.j{j}.loss", loss.view(1), 1e-3);
            loss.Div(indices.Length).backward();
        }

        foreach (var (name, value) in parameters)
        {
            var expected = golden[$"train.grad.{name}"];
            if (expected.abs().max().item<float>() == 0)
            {
                value.grad!.abs().max().item<float>().ShouldBe(0, name); // the last block gives no text, so its queries of the text learn nothing
                continue;
            }

            golden.Check($"train.grad.{name}", value.grad!, GoldenFixture.GradientLimit);
        }

        golden.Report("gradients");
        var norm = golden["train.grad_norm"].item<float>();
        optimizer.ClipGradients(0.03).ShouldBe(norm, 1e-4 * norm);
        optimizer.Step();
        foreach (var (name, value) in parameters)
        {
            (value - golden[$"train.param_after.{name}"]).abs().max().item<float>().ShouldBeLessThan(1e-5f, name);
        }

        // PEFT's two files; the strength is alpha / rank, 2.
        string Peft(string name)
        {
            File.Copy(golden.PathOf("adapter_config.json"), folder["adapter_config.json"], overwrite: true);
            File.Copy(golden.PathOf(name), folder["adapter_model.safetensors"], overwrite: true);
            return folder.Path;
        }

        FlowTransition Step(Tensor time, int j) => FlowSteps.Transition(
            GuidedFlow.Predict(pipeline.Transformer, latents.select(1, j), time, conditioning), schedule, [j], latents.select(1, j), FlowNoise.Sde, 0.7);
    }

    internal static FlowPipeline Load(GoldenFixture golden, FlowLoadOptions? options = null) =>
        FlowFolder.Load(ModelFolder.Open(Path.GetDirectoryName(golden.PathOf("model_index.json"))!), Placement.Default, options);

    private static FlowConditioning Conditioning(GoldenFixture golden, double scale)
    {
        var rows = Enumerable.Range(0, 2).ToArray();
        var conditional = FlowConditioning.Create([.. rows.Select(i => Row(golden, "", i))], Row(golden, "negative_", 0), 1);
        return scale <= 1
            ? conditional
            : new FlowConditioning(
                cat([golden["negative_prompt_embeds"], conditional.States], 0),
                cat([golden["negative_pooled_prompt_embeds"], conditional.Pooled], 0),
                true,
                scale);
    }

    private static PromptStates Row(GoldenFixture golden, string prefix, int row) =>
        new(golden[$"{prefix}prompt_embeds"].narrow(0, row, 1), golden[$"{prefix}pooled_prompt_embeds"].narrow(0, row, 1));

    private static Tensor Hidden(IEnumerable<PromptStates> states) => cat([.. states.Select(state => state.Hidden)], 0);

    private static Tensor Pooled(IEnumerable<PromptStates> states) => cat([.. states.Select(state => state.Pooled!)], 0);

    private sealed class LogProbabilities : IFlowRecorder
    {
        public List<Tensor> Values { get; } = [];

        public void Began(Tensor noise)
        {
            // Where the run begins is known.
        }

        public void Stepped(int index, FlowTransition transition, Tensor outcome) =>
            Values.Add(transition.LogProbability(outcome).DetachFromDisposeScope());
    }
}
