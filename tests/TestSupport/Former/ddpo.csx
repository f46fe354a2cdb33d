// Fine-tunes Toybox by DDPO, as small as it can be.
Lab.Optimizer(
    "ddpo",
    new
    {
        name = "tuned",
        epochs = 5,
        samplesPerEpoch = 4,
        updatesPerEpoch = 2,
        clipRange = 0.001,
        rank = 1,
        targets = new[] { "to_q" },
        learningRate = 1e-4,
        stepCount = 3,
        guidanceScale = 3.0,
        sampleBatchSize = 4,
        evaluationInterval = 1,
        evaluationImages = 2,
        alarmWindow = 3,
        microBatchSize = 4,
        keep = 1,
        recompute = true,
        choose = "last",
    })
    .Run(
        Lab.Images("toybox", new { device = "cpu" }),
        Lab.Reward("toybox-pickscore"),
        ["a cat", "two balls"],
        [Lab.Reward("toybox-truth"), Lab.Reward("toybox-fidelity").Named("fidelity")]);
