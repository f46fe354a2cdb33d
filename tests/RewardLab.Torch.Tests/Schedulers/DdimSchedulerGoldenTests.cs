using System.Text.Json;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Schedulers;

public sealed class DdimSchedulerGoldenTests : IDisposable
{
    private readonly GoldenFixture _golden = new("ddim");

    [Fact]
    public void AlphaBars_StableDiffusion_MatchReference()
    {
        using var scope = NewDisposeScope();
        var scheduler = Load("epsilon");

        _golden.Check("alphas_cumprod", tensor(scheduler.AlphasCumprod.ToArray()), 1e-6);
        _golden.Check("final_alpha_cumprod", tensor(new[] { scheduler.Coefficients(1, 50, 0).PreviousAlphaBar }), 1e-6);
        scheduler.Config.ShouldBe(DdimSchedulerConfig.StableDiffusion);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(25)]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(1000)]
    public void Timesteps_Leading_EqualReference(int numInferenceSteps)
    {
        using var scope = NewDisposeScope();

        Load("epsilon").Timesteps(numInferenceSteps).Select(t => (long)t).ShouldBe(_golden[$"timesteps.{numInferenceSteps}"].data<long>().ToArray());
    }

    [Fact]
    public void Step_EveryCase_MatchesReference()
    {
        using var cases = JsonDocument.Parse(File.ReadAllBytes(_golden.PathOf("cases.json")));
        var count = 0;
        foreach (var entry in cases.RootElement.EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var key = entry.GetProperty("key").GetString()!;
            var scheduler = Load(entry.GetProperty("prediction_type").GetString()!, entry.TryGetProperty("set_alpha_to_one", out var one) && one.GetBoolean());
            var (timestep, numInferenceSteps, eta) = (entry.GetProperty("timestep").GetInt32(), entry.GetProperty("num_inference_steps").GetInt32(),
                entry.GetProperty("eta").GetDouble());

            var step = scheduler.Step(
                _golden[key + ".model_output"], timestep, _golden[key + ".sample"], numInferenceSteps, eta, eta > 0 ? _golden[key + ".variance_noise"] : null);

            _golden.Check(key + ".prev_sample", step.PreviousSample, GoldenFixture.OutputLimit);
            _golden.Check(key + ".pred_original_sample", step.PredOriginalSample, GoldenFixture.OutputLimit);
            if (entry.TryGetProperty("variance", out var variance))
            {
                var coefficients = scheduler.Coefficients(timestep, numInferenceSteps, eta);
                ((double)coefficients.Variance).ShouldBe(variance.GetDouble(), 1e-6 * variance.GetDouble() + 1e-9, key);
                ((double)coefficients.Sigma).ShouldBe(entry.GetProperty("std_dev_t").GetDouble(), 1e-6, key);
            }

            count++;
        }

        count.ShouldBe(49);
        _golden.Report("single steps");
    }

    [Theory]
    [InlineData("epsilon")]
    [InlineData("v_prediction")]
    public void Step_WholeChainWithNoise_MatchesReference(string predictionType)
    {
        using var scope = NewDisposeScope();
        var scheduler = Load(predictionType);
        var (outputs, noises, latents) = (_golden[$"chain.{predictionType}.model_outputs"], _golden[$"chain.{predictionType}.noises"],
            _golden[$"chain.{predictionType}.latents"]);
        var timesteps = scheduler.Timesteps(10);
        var chain = new List<Tensor> { latents[0] };

        for (var i = 0; i < timesteps.Length; i++)
        {
            chain.Add(scheduler.Step(outputs[i], timesteps[i], chain[i], timesteps.Length, eta: 1, noises[i]).PreviousSample);
        }

        _golden.Check($"chain.{predictionType}.latents", stack(chain), GoldenFixture.OutputLimit);
        _golden.Report("chain");
    }

    [Fact]
    public void AddNoiseAndVelocity_MixedTimesteps_MatchReference()
    {
        using var scope = NewDisposeScope();
        var scheduler = Load("epsilon");
        var (original, noise, timesteps) = (_golden["add_noise.original"], _golden["add_noise.noise"], _golden["add_noise.timesteps"]);

        _golden.Check("add_noise.out", scheduler.AddNoise(original, noise, timesteps), GoldenFixture.OutputLimit);
        _golden.Check("get_velocity.out", scheduler.Velocity(original, noise, timesteps), GoldenFixture.OutputLimit);
        _golden.Report("noising");
    }

    public void Dispose() => _golden.Dispose();

    private DdimScheduler Load(string predictionType, bool setsLastAlphaToOne = false) =>
        new(DdimSchedulerConfig.Load(_golden.PathOf($"scheduler_config.{predictionType}.json")) with { SetsLastAlphaToOne = setsLastAlphaToOne });
}
